package io.riptide.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.graph.EdgeSpec;
import io.riptide.engine.pipeline.graph.Overflow;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.testing.PipelineRig;
import io.riptide.engine.testing.PipelineRig.Heard;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private final PipelineRig rig = new PipelineRig();

    @Test
    void framesPassInTheirOrder() throws Exception {
        rig.sine("sine", 1_000).node("gain", "Gain", Map.of("gain", 2)).node("print", "Print", Map.of());
        rig.chain("sine", "gain", "print").run();
        assertThat(rig.frames())
                .extracting(Heard::sequenceId)
                .containsExactlyElementsOf(LongStream.range(0, 1_000).boxed().toList());
        assertThat(rig.frames().getLast().main()[2]).isCloseTo(2, within(1e-9));
        assertThat(rig.figures("gain").framesIn()).isEqualTo(1_000);
        assertThat(rig.figures("print").state()).isEqualTo(NodeState.COMPLETED);
    }

    @Test
    void branchesGetTheSameFrameAndNoneSeesTheOthersChanges() throws Exception {
        rig.sine("sine", 500).node("loud", "Gain", Map.of("gain", 10)).node("quiet", "Gain", Map.of("gain", 0.1));
        rig.edge("sine", "loud").edge("sine", "quiet").run();
        assertThat(rig.frames("loud"))
                .hasSize(500)
                .allSatisfy(heard -> assertThat(heard.main()[2]).isCloseTo(10, within(1e-9)));
        assertThat(rig.frames("quiet"))
                .hasSize(500)
                .allSatisfy(heard -> assertThat(heard.main()[2]).isCloseTo(0.1, within(1e-9)));
    }

    @Test
    void severalInputsAreMergedAsTheyCome() throws Exception {
        rig.sine("a", 300).sine("b", 200).node("print", "Print", Map.of());
        rig.edge("a", "print").edge("b", "print").run();
        assertThat(rig.frames()).hasSize(500);
    }

    @Test
    void alignedInputsAreJoinedByTheirNumbers() throws Exception {
        rig.sine("sine", 400)
                .node("twice", "Gain", Map.of("gain", 2))
                .node("print", "Print", Map.of("every", 3))
                .node("mix", "Mix", Map.of());
        rig.chain("sine", "twice", "mix").chain("sine", "print", "mix").run();
        // Of each third frame both ways lead to the mix.
        assertThat(rig.frames())
                .extracting(Heard::sequenceId)
                .containsExactlyElementsOf(
                        LongStream.range(0, 134).map(i -> 3 * i).boxed().toList());
        assertThat(rig.frames().getLast().main()[2]).isCloseTo(3, within(1e-9));
    }

    @Test
    void aSlowReaderHoldsUpTheSource() throws Exception {
        CountDownLatch isRead = new CountDownLatch(1);
        rig.sine("sine", 10_000)
                .node("gain", "Gain", Map.of())
                .chain("sine", "gain")
                .capacity(10);
        rig.hearing((_, _) -> isRead.await());
        Thread running = start();
        awaitDepth("gain", 9);
        // What waits, what the reader has, and what the source is at.
        assertThat(rig.figures("sine").framesOut()).isLessThanOrEqualTo(12);
        isRead.countDown();
        running.join();
        assertThat(rig.frames()).hasSize(10_000);
        rig.checkMemory();
    }

    @Test
    void anEdgeThatDropsHoldsNobodyUp() throws Exception {
        for (Overflow overflow : List.of(Overflow.DROP_OLDEST, Overflow.DROP_NEWEST, Overflow.LATEST)) {
            PipelineRig dropping = new PipelineRig();
            CountDownLatch isRead = new CountDownLatch(1);
            dropping.sine("sine", 1_000).node("fast", "Gain", Map.of()).node("slow", "Gain", Map.of());
            dropping.edge("sine", "fast").edge(new EdgeSpec("sine", "slow", overflow, 8, 1, 0));
            dropping.hearing((id, _) -> {
                if (id.equals("slow")) {
                    isRead.await();
                } else if (dropping.frames("fast").size() == 1_000) {
                    isRead.countDown();
                }
            });
            dropping.run();
            List<Heard> slow = dropping.frames("slow");
            assertThat(dropping.frames("fast")).hasSize(1_000);
            assertThat(dropping.figures("slow").dropped()).isEqualTo(1_000 - slow.size());
            assertThat(slow).extracting(Heard::sequenceId).isSorted();
            if (overflow == Overflow.DROP_NEWEST) {
                assertThat(slow.getLast().sequenceId()).isLessThan(999);
            } else {
                assertThat(slow.getLast().sequenceId()).isEqualTo(999);
            }
            assertThat(slow).hasSizeLessThanOrEqualTo(overflow == Overflow.LATEST ? 3 : 10);
        }
    }

    @Test
    void aBatchIsHandedOverWholeOrWhenItsTimeIsUp() throws Exception {
        AtomicInteger depthMin = new AtomicInteger(Integer.MAX_VALUE);
        rig.sine("sine", 95).node("print", "Print", Map.of());
        rig.edge(new EdgeSpec("sine", "print", Overflow.BLOCK, 100, 10, 10_000));
        rig.hearing((_, frame) -> {
            if (frame.sequenceId() % 10 == 0 && frame.sequenceId() < 90) {
                depthMin.accumulateAndGet(rig.figures("print").inboxFrames(), Math::min);
            }
        });
        rig.run();
        assertThat(rig.frames()).hasSize(95);
        assertThat(depthMin.get()).isGreaterThanOrEqualTo(9);
    }

    @Test
    void aBatchThatIsNotFullIsHandedOverAfterItsTime() throws Exception {
        CountDownLatch isHeard = new CountDownLatch(3);
        rig.source("Three", out -> {
            for (int i = 0; i < 3; i++) {
                Frame frame = out.acquire();
                frame.addChannel("main", 1);
                out.emit(frame);
            }
            isHeard.await();
            return false;
        });
        rig.node("three", "Three", Map.of()).node("print", "Print", Map.of());
        rig.edge(new EdgeSpec("three", "print", Overflow.BLOCK, 100, 50, 16));
        rig.hearing((_, _) -> isHeard.countDown());
        rig.run();
        assertThat(rig.frames()).hasSize(3);
    }

    @Test
    void aPausedSourceGoesOnWhereItWas() throws Exception {
        rig.node("sine", "SineGenerator", Map.of("frequency", 441, "frame_size", 64, "frames", 300));
        AtomicInteger heard = new AtomicInteger();
        rig.hearing((_, _) -> {
            if (heard.incrementAndGet() % 100 == 0) {
                rig.pipeline().pause();
                Thread.startVirtualThread(rig.pipeline()::unpause);
            }
        });
        rig.run();
        int at = 0;
        for (Heard frame : rig.frames()) {
            for (double sample : frame.main()) {
                assertThat(sample).isCloseTo(Math.sin(2 * Math.PI * 441 * at++ / 48_000), within(1e-9));
            }
        }
        assertThat(at).isEqualTo(300 * 64);
    }

    @Test
    void parametersChangeAtAFramesBoundary() throws Exception {
        rig.sine("sine", 2_000)
                .node("gain", "Gain", Map.of("gain", 1))
                .chain("sine", "gain")
                .capacity(4)
                .roomy();
        PipelineRig louder = rig.other().sine("sine", 2_000).node("gain", "Gain", Map.of("gain", 3));
        PipelineGraph changed = louder.chain("sine", "gain").capacity(4).graph();
        rig.hearing((_, frame) -> {
            if (frame.sequenceId() == 500) {
                rig.pipeline().reshape(changed);
            }
        });
        rig.run();
        double last = 1;
        for (Heard heard : rig.frames()) {
            double gain = heard.main()[2];
            assertThat(heard.main()[6]).isCloseTo(-gain, within(1e-9));
            assertThat(gain).isGreaterThanOrEqualTo(last - 1e-9);
            last = gain;
        }
        assertThat(last).isCloseTo(3, within(1e-9));
    }

    @Test
    void anInterruptEndsItAndGivesAllMemoryBack() throws Exception {
        rig.node("sine", "SineGenerator", Map.of("realtime", false)).node("gain", "Gain", Map.of());
        rig.chain("sine", "gain");
        CountDownLatch isUnderWay = new CountDownLatch(50);
        rig.hearing((_, _) -> isUnderWay.countDown());
        Thread running = start();
        isUnderWay.await();
        running.interrupt();
        running.join();
        rig.checkMemory();
        assertThat(rig.pipeline().abandoned()).isZero();
    }

    @Test
    void aSourceThatIsNeverHeldUpHearsOfTheEndToo() throws Exception {
        rig.node("sine", "SineGenerator", Map.of("realtime", false, "frame_size", 8))
                .node("gain", "Gain", Map.of())
                .edge(new EdgeSpec("sine", "gain", Overflow.LATEST, 4, 1, 0));
        CountDownLatch isUnderWay = new CountDownLatch(50);
        rig.hearing((_, _) -> isUnderWay.countDown());
        Thread running = start();
        isUnderWay.await();
        running.interrupt();
        running.join();
        rig.checkMemory();
        assertThat(rig.pipeline().abandoned()).isZero();
    }

    private Thread start() {
        rig.pipeline();
        return Thread.startVirtualThread(() -> {
            try {
                rig.pipeline().run();
            } catch (InterruptedException e) {
                // as it was asked to
            } catch (NodeFailedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void awaitDepth(String id, int frames) {
        while (rig.figures(id).inboxFrames() < frames) {
            Thread.onSpinWait();
        }
    }
}
