package io.riptide.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.graph.EdgeSpec;
import io.riptide.engine.pipeline.graph.Overflow;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.testing.PipelineRig;
import io.riptide.engine.testing.PipelineRig.Heard;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A pipeline becomes another one while it runs.
@Timeout(60)
class ReshapeTest {
    private static final int FRAMES = 5_000;

    private final PipelineRig rig = new PipelineRig().roomy();

    @Test
    void aNodeThatIsPutInGetsAllThatFollowsAndNothingIsLost() throws Exception {
        rig.sine("sine", FRAMES).node("gain", "Gain", Map.of("gain", 1)).chain("sine", "gain");
        PipelineRig between = rig.other().sine("sine", FRAMES).node("tenfold", "Gain", Map.of("gain", 10));
        between.node("gain", "Gain", Map.of("gain", 1)).chain("sine", "tenfold", "gain");
        reshapeAfter(1_000, between.graph());
        List<Heard> heard = allInOrder();
        int first = firstAbove(heard, 5);
        assertThat(first).isBetween(1_000, FRAMES - 1);
        assertThat(heard.subList(first, FRAMES))
                .allSatisfy(frame -> assertThat(peak(frame)).isGreaterThan(5));
        assertThat(rig.figures("tenfold").framesIn()).isEqualTo(FRAMES - first);
        assertThat(rig.figures("gain").framesIn()).isEqualTo(FRAMES);
    }

    @Test
    void aNodeThatIsTakenOutWorksUpWhatItHas() throws Exception {
        rig.sine("sine", FRAMES).node("tenfold", "Gain", Map.of("gain", 10));
        rig.node("gain", "Gain", Map.of("gain", 1)).chain("sine", "tenfold", "gain");
        PipelineRig direct = rig.other().sine("sine", FRAMES).node("gain", "Gain", Map.of("gain", 1));
        reshapeAfter(1_000, direct.chain("sine", "gain").graph());
        List<Heard> heard = allInOrder();
        int first = (int) heard.stream().takeWhile(frame -> peak(frame) > 5).count();
        assertThat(first).isBetween(1_000, FRAMES - 1);
        assertThat(heard.subList(first, FRAMES))
                .allSatisfy(frame -> assertThat(peak(frame)).isLessThan(5));
    }

    @Test
    void aNodeThatStaysKeepsItsStateAndTakesItsNewParameters() throws Exception {
        AtomicInteger made = new AtomicInteger();
        rig.type("Counter", PortKind.ANY, PortKind.ANY, () -> {
            made.incrementAndGet();
            AtomicInteger seen = new AtomicInteger();
            return PipelineRig.node((frame, out) -> {
                frame.metadata().put("seen", seen.incrementAndGet());
                out.emit(frame);
            });
        });
        rig.sine("sine", FRAMES).node("gain", "Gain", Map.of("gain", 1)).node("counter", "Counter", Map.of());
        rig.chain("sine", "gain", "counter");
        PipelineRig louder = rig.other().sine("sine", FRAMES).node("gain", "Gain", Map.of("gain", 10));
        louder.node("counter", "Counter", Map.of()).chain("sine", "gain", "counter");
        reshapeAfter(500, louder.graph());
        assertThat(made).hasValue(1);
        assertThat(rig.frames().getLast().metadata()).containsEntry("seen", FRAMES);
        assertThat(peak(rig.frames().getLast())).isGreaterThan(5);
    }

    @Test
    void aNodeOfAnotherTypeUnderTheSameNameIsAnother() throws Exception {
        rig.sine("sine", FRAMES).node("work", "Gain", Map.of("gain", 10)).chain("sine", "work");
        PipelineRig other = rig.other().sine("sine", FRAMES).node("work", "Print", Map.of());
        reshapeAfter(500, other.chain("sine", "work").graph());
        // Both go to the reader, each on its own thread: the old one works up what it had meanwhile.
        assertThat(rig.frames()).hasSize(FRAMES);
        assertThat(rig.figures("work").type()).isEqualTo("Print");
    }

    @Test
    void aSourceThatIsGoneEndsAndAnotherTakesItsPlace() throws Exception {
        rig.node("never", "Trigger", Map.of("interval_ms", 86_400_000)).node("print", "Print", Map.of());
        rig.chain("never", "print");
        PipelineRig sine = rig.other().sine("sine", 100).node("print", "Print", Map.of());
        reshapeAfter(1, sine.chain("sine", "print").graph());
        assertThat(rig.frames()).hasSize(101);
    }

    @Test
    void aSourceThatWaitsForItsTurnDoesNotHoldUpAnother() throws Exception {
        rig.node("never", "Trigger", Map.of("interval_ms", 86_400_000)).node("print", "Print", Map.of());
        rig.node("else", "Print", Map.of()).chain("never", "print").chain("never", "else");
        PipelineRig both = rig.other().node("never", "Trigger", Map.of("interval_ms", 86_400_000));
        both.sine("sine", 100).node("print", "Print", Map.of()).node("else", "Print", Map.of());
        both.chain("sine", "print").chain("never", "else");
        Thread reshaping = reshapingAfter(2, both.graph());
        Thread running = running();
        while (rig.frames("print").size() < 101) {
            Thread.onSpinWait();
        }
        running.interrupt();
        running.join();
        reshaping.join();
        rig.checkMemory();
    }

    @Test
    void inputsThatAreJoinedMayBecomeOthers() throws Exception {
        rig.sine("a", FRAMES).sine("b", FRAMES).node("mix", "Mix", Map.of());
        rig.chain("a", "mix").chain("b", "mix");
        PipelineRig three = rig.other().sine("a", FRAMES).sine("b", FRAMES).node("mix", "Mix", Map.of());
        three.node("loud", "Gain", Map.of("gain", 10)).chain("a", "mix").chain("b", "loud", "mix");
        reshapeAfter(500, three.graph());
        assertThat(rig.frames()).extracting(Heard::sequenceId).isSorted();
        assertThat(peak(rig.frames().getFirst())).isLessThan(5);
        assertThat(peak(rig.frames().getLast())).isGreaterThan(5);
        long lost = rig.figures("mix").skipped();
        assertThat(lost).isPositive();
    }

    @Test
    void itBecomesOneGraphAfterAnotherAndNothingIsLost() throws Exception {
        rig.sine("sine", 40_000).node("a", "Gain", Map.of()).node("end", "Print", Map.of());
        rig.chain("sine", "a", "end").capacity(4);
        PipelineRig straight = rig.other().sine("sine", 40_000).node("end", "Print", Map.of());
        straight.chain("sine", "end").capacity(4);
        PipelineRig longer = rig.other().sine("sine", 40_000).node("a", "Gain", Map.of());
        longer.node("b", "Gain", Map.of()).node("end", "Print", Map.of()).capacity(4);
        longer.chain("sine", "a", "b", "end");
        PipelineRig batched = rig.other().sine("sine", 40_000).node("b", "Gain", Map.of());
        batched.node("end", "Print", Map.of()).capacity(4).chain("b", "end");
        batched.edge(new EdgeSpec("sine", "b", Overflow.BLOCK, 3, 2, 1));
        List<PipelineGraph> graphs = List.of(straight.graph(), longer.graph(), batched.graph(), rig.graph());
        AtomicInteger heard = new AtomicInteger();
        // No more than so many of a graph, however late this thread is: each has its frames.
        Semaphore allowed = new Semaphore(500);
        rig.hearing((_, _) -> {
            allowed.acquire();
            heard.incrementAndGet();
        });
        Thread running = running();
        int reshaped = 0;
        while (rig.pipeline().reshape(graphs.get(reshaped % graphs.size()))) {
            reshaped++;
            allowed.release(500);
            int wanted = Math.min(heard.get() + reshaped % 7 * 3, reshaped * 500);
            while (heard.get() < wanted && running.isAlive()) {
                Thread.onSpinWait();
            }
        }
        running.join();
        rig.checkMemory();
        assertThat(reshaped).isGreaterThan(70);
        assertThat(rig.frames("end"))
                .extracting(Heard::sequenceId)
                .containsExactlyElementsOf(LongStream.range(0, 40_000).boxed().toList());
    }

    @Test
    void aPausedPipelineBecomesAnotherAndStaysPaused() throws Exception {
        rig.sine("sine", FRAMES).node("print", "Print", Map.of()).chain("sine", "print");
        PipelineRig other = rig.other().sine("sine", FRAMES).node("gain", "Gain", Map.of());
        PipelineGraph next = other.chain("sine", "gain").graph();
        AtomicReference<Thread> unpausing = new AtomicReference<>();
        rig.hearing((_, frame) -> {
            if (frame.sequenceId() == 100) {
                rig.pipeline().pause();
                rig.pipeline().reshape(next);
                Thread later = Thread.ofVirtual().unstarted(() -> {
                    while (rig.figures("sine").state() != NodeState.PAUSED) {
                        Thread.onSpinWait();
                    }
                    rig.pipeline().unpause();
                });
                unpausing.set(later);
                later.start();
            }
        });
        rig.run();
        unpausing.get().join();
        assertThat(rig.frames()).hasSize(FRAMES);
        assertThat(rig.frames("gain")).isNotEmpty();
    }

    @Test
    void oneThatHasEndedBecomesNothing() throws Exception {
        rig.sine("sine", 10).run();
        assertThat(rig.pipeline().reshape(rig.graph())).isFalse();
    }

    @Test
    void aSourceThatNobodyTakesFramesOfAnyMoreEnds() throws Exception {
        rig.sine("short", 100).sine("endless", 0).node("mix", "Mix", Map.of());
        rig.chain("short", "mix").chain("endless", "mix").run();
        assertThat(rig.frames()).hasSize(100);
        assertThat(rig.figures("endless").state()).isEqualTo(NodeState.COMPLETED);
    }

    @Test
    void inASinglePassEachSourceIsAskedOnce() throws Exception {
        rig.sine("sine", 0).node("a", "Gain", Map.of("gain", 2)).node("b", "Gain", Map.of("gain", 3));
        rig.node("mix", "Mix", Map.of()).chain("sine", "a", "mix").chain("sine", "b", "mix");
        rig.singlePass().run();
        assertThat(rig.frames()).hasSize(1);
        assertThat(peak(rig.frames().getFirst())).isBetween(4.9, 5.1);
    }

    private List<Heard> allInOrder() {
        List<Heard> heard = rig.frames();
        assertThat(heard)
                .extracting(Heard::sequenceId)
                .containsExactlyElementsOf(LongStream.range(0, FRAMES).boxed().toList());
        return heard;
    }

    private static int firstAbove(List<Heard> heard, double level) {
        return (int) heard.stream().takeWhile(frame -> peak(frame) < level).count();
    }

    private static double peak(Heard frame) {
        double peak = 0;
        for (double sample : frame.main()) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }

    /// Runs the pipeline, which becomes `next` as that many frames were heard.
    private void reshapeAfter(int frames, PipelineGraph next) throws Exception {
        Thread reshaping = reshapingAfter(frames, next);
        rig.run();
        reshaping.join();
    }

    /// The reader waits with its frame until the graph is another.
    private Thread reshapingAfter(int frames, PipelineGraph next) {
        AtomicInteger count = new AtomicInteger();
        Set<Boolean> done = new HashSet<>();
        Thread reshaping =
                Thread.ofVirtual().unstarted(() -> done.add(rig.pipeline().reshape(next)));
        rig.hearing((String _, Frame _) -> {
            if (count.incrementAndGet() == frames) {
                reshaping.start();
                reshaping.join();
                assertThat(done).containsExactly(true);
            }
        });
        return reshaping;
    }

    private Thread running() {
        Thread running = Thread.ofPlatform().unstarted(() -> {
            try {
                rig.pipeline().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (NodeFailedException e) {
                throw new AssertionError(e);
            }
        });
        rig.pipeline();
        running.start();
        return running;
    }
}
