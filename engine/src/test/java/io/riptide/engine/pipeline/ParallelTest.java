package io.riptide.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.graph.ErrorPolicy;
import io.riptide.engine.pipeline.graph.FanIn;
import io.riptide.engine.pipeline.graph.GraphRefusedException;
import io.riptide.engine.pipeline.graph.NodeSpec;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.RestartStrategy;
import io.riptide.engine.pipeline.node.MadeType;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.testing.PipelineRig;
import io.riptide.engine.testing.PipelineRig.Heard;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nodes of which several instances work at once.
@Timeout(60)
class ParallelTest {
    private static final int FRAMES = 400;
    private static final int INSTANCES = 4;
    private static final RestartStrategy NEVER = RestartStrategy.NEVER;

    private final PipelineRig rig = new PipelineRig();
    private final AtomicInteger made = new AtomicInteger();

    private PipelineRig rig(NodeSpec node, PipelineRig.Work work) {
        rig.type(MadeType.of("Work", "of a test", PortKind.ANY, NodeSchema.EMPTY, _ -> {
                    made.incrementAndGet();
                    return PipelineRig.node(work);
                })
                .stateless());
        return rig.sine("sine", FRAMES).node(node).edge("sine", "work");
    }

    private static NodeSpec several(ErrorPolicy errors, RestartStrategy restart, int instances) {
        return new NodeSpec("work", "Work", Map.of(), errors, 7, restart, FanIn.BY_TYPE, instances, 200);
    }

    private static NodeSpec several() {
        return several(ErrorPolicy.PROPAGATE, NEVER, INSTANCES);
    }

    private List<Long> numbers() {
        return rig.frames().stream().map(Heard::sequenceId).toList();
    }

    private static List<Long> allNumbers() {
        return LongStream.range(0, FRAMES).boxed().toList();
    }

    /// None goes on before as many are at work as there are instances.
    @Test
    void asManyFramesAreWorkedOnAtOnceAsThereAreInstances() throws Exception {
        CyclicBarrier all = new CyclicBarrier(INSTANCES);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        rig(several(), (frame, out) -> {
            threads.add(Thread.currentThread());
            all.await();
            out.emit(frame);
        });
        rig.run();
        assertThat(numbers()).isEqualTo(allNumbers());
        assertThat(threads).hasSize(INSTANCES);
        assertThat(made).hasValue(INSTANCES);
        assertThat(rig.figures("work").framesIn()).isEqualTo(FRAMES);
        assertThat(rig.figures("work").framesOut()).isEqualTo(FRAMES);
        assertThat(rig.figures("work").latency().getTotalCount()).isEqualTo(FRAMES + INSTANCES);
    }

    @Test
    void framesDoNotOvertakeEachOtherHoweverLongTheyTake() throws Exception {
        rig(several(), (frame, out) -> {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000));
            Frame twice = out.acquire();
            twice.addChannel("main", 1)[0] = 2 * frame.sequenceId();
            out.emit(frame);
            out.emit(twice);
        });
        rig.run();
        assertThat(rig.frames()).hasSize(2 * FRAMES);
        for (int i = 0; i < FRAMES; i++) {
            assertThat(rig.frames().get(2 * i).sequenceId()).isEqualTo(i);
            assertThat(rig.frames().get(2 * i + 1).sequenceId()).isEqualTo(i);
            assertThat(rig.frames().get(2 * i + 1).main()).containsExactly(2 * i);
        }
    }

    @Test
    void whatIsDoneDoesNotWaitForTheNextFrame() throws Exception {
        CountDownLatch firstIsHeard = new CountDownLatch(1);
        rig.source("Two", new TwoFrames(firstIsHeard)::produce);
        rig.type(MadeType.of(
                                "Work",
                                "of a test",
                                PortKind.ANY,
                                NodeSchema.EMPTY,
                                _ -> PipelineRig.node((frame, out) -> out.emit(frame)))
                        .stateless())
                .node("two", "Two", Map.of())
                .node(several())
                .edge("two", "work")
                .hearing((_, _) -> firstIsHeard.countDown());
        rig.run();
        assertThat(rig.frames()).hasSize(2);
    }

    /// Gives the second frame when the first was heard, and not before.
    private static final class TwoFrames {
        private final CountDownLatch firstIsHeard;
        private boolean isSecond;

        TwoFrames(CountDownLatch firstIsHeard) {
            this.firstIsHeard = firstIsHeard;
        }

        boolean produce(NodeOutput out) throws InterruptedException {
            if (isSecond) {
                out.waitFor(() -> {
                    firstIsHeard.await();
                    return true;
                });
            }
            out.emit(out.acquire());
            boolean wasFirst = !isSecond;
            isSecond = true;
            return wasFirst;
        }
    }

    @Test
    void whatTheySayIsHeardInItsOrder() throws Exception {
        rig(several(), (frame, out) -> {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(50_000));
            out.note("frame " + frame.sequenceId());
        });
        rig.run();
        assertThat(rig.frames()).isEmpty();
        assertThat(rig.notes())
                .isEqualTo(allNumbers().stream().map(n -> "frame " + n).toList());
    }

    private static void failOnTens(Frame frame) {
        if (frame.sequenceId() % 10 == 0) {
            throw new IllegalStateException("ten");
        }
    }

    @Test
    void aFrameThatFailsIsLostAlone() throws Exception {
        rig(several(ErrorPolicy.SKIP, NEVER, INSTANCES), (frame, out) -> {
            Frame own = out.acquire();
            own.addChannel("main", 1)[0] = 1;
            failOnTens(frame);
            out.emit(own);
        });
        rig.run();
        assertThat(numbers())
                .isEqualTo(allNumbers().stream().filter(n -> n % 10 != 0).toList());
        assertThat(rig.figures("work").errors()).isEqualTo(FRAMES / 10);
        assertThat(rig.figures("work").skipped()).isEqualTo(FRAMES / 10);
    }

    @Test
    void aDefaultTakesItsPlaceInTheRow() throws Exception {
        rig(several(ErrorPolicy.DEFAULT, new RestartStrategy.Immediate(), INSTANCES), (frame, out) -> {
            failOnTens(frame);
            out.emit(frame);
        });
        rig.run();
        assertThat(numbers()).isEqualTo(allNumbers());
        assertThat(rig.frames())
                .filteredOn(heard -> heard.sequenceId() % 10 == 0)
                .allSatisfy(heard -> assertThat(heard.main()).hasSize(8).containsOnly(7));
        assertThat(made).hasValue(INSTANCES + FRAMES / 10);
    }

    @Test
    void oneThatKeepsFailingIsLeftAloneAndItsDefaultsKeepTheRow() throws Exception {
        rig(several(ErrorPolicy.DEFAULT, new RestartStrategy.CircuitBreaker(3, 60_000), INSTANCES), (_, _) -> {
            throw new IllegalStateException("always");
        });
        rig.run();
        assertThat(numbers()).isEqualTo(allNumbers());
        assertThat(rig.figures("work").errors()).isBetween(3L, 3L + INSTANCES);
        assertThat(rig.figures("work").skipped()).isEqualTo(FRAMES);
    }

    @Test
    void aFailureThatPropagatesEndsAllOfThem() {
        rig(several(), (frame, out) -> {
            if (frame.sequenceId() == 50) {
                throw new IllegalStateException("fifty");
            }
            if (frame.sequenceId() > 50) {
                new CountDownLatch(1).await();
            }
            out.emit(frame);
        });
        assertThatExceptionOfType(NodeFailedException.class)
                .isThrownBy(rig::run)
                .withMessage("node work: fifty");
        assertThat(numbers()).isEqualTo(allNumbers().subList(0, 50));
        assertThat(rig.pipeline().abandoned()).isZero();
    }

    @Test
    void oneThatHangsIsEndedAndTheOthersGoOn() throws Exception {
        rig(several(ErrorPolicy.SKIP, NEVER, INSTANCES), (frame, out) -> {
            if (frame.sequenceId() == 5) {
                new CountDownLatch(1).await();
            }
            out.emit(frame);
        });
        rig.run();
        assertThat(numbers())
                .isEqualTo(allNumbers().stream().filter(n -> n != 5).toList());
        assertThat(rig.states("work")).anyMatch(told -> told.message().contains("more than 200 ms"));
    }

    @Test
    void anInterruptEndsAllOfThemAndGivesAllMemoryBack() throws Exception {
        CountDownLatch areAtWork = new CountDownLatch(INSTANCES);
        rig(several(), (frame, out) -> {
            out.acquire();
            if (frame.sequenceId() < INSTANCES) {
                areAtWork.countDown();
            }
            new CountDownLatch(1).await();
        });
        Thread running = new Thread(() -> {
            try {
                rig.pipeline().run();
            } catch (InterruptedException | NodeFailedException e) {
                // It was ended.
            }
        });
        rig.pipeline();
        running.start();
        areAtWork.await();
        running.interrupt();
        running.join();
        assertThat(rig.pipeline().abandoned()).isZero();
        rig.checkMemory();
    }

    @Test
    void thereMayBeMoreOfThemAndFewerWhileItRuns() throws Exception {
        rig.roomy();
        rig(several(ErrorPolicy.PROPAGATE, NEVER, 1), (frame, out) -> out.emit(frame));
        List<PipelineGraph> others = List.of(other(INSTANCES), other(2), other(7), other(1));
        rig.hearing((_, frame) -> {
            if (frame.sequenceId() % 80 == 79 && frame.sequenceId() / 80 < others.size()) {
                rig.pipeline().reshape(others.get((int) frame.sequenceId() / 80));
            }
        });
        rig.run();
        assertThat(numbers()).isEqualTo(allNumbers());
    }

    private PipelineGraph other(int instances) {
        PipelineRig other = rig.other().sine("sine", FRAMES);
        return other.node(several(ErrorPolicy.PROPAGATE, NEVER, instances))
                .edge("sine", "work")
                .graph();
    }

    @Test
    void whatRemembersCannotWorkSideBySide() {
        rig.sine("sine", 1)
                .node(new NodeSpec(
                        "delay", "Delay", Map.of("samples", 1), ErrorPolicy.PROPAGATE, 0, NEVER, FanIn.BY_TYPE, 2, 0));
        rig.edge("sine", "delay");
        assertThatExceptionOfType(GraphRefusedException.class)
                .isThrownBy(() -> PipelineGraph.check(rig.spec(), rig.types()))
                .satisfies(e -> assertThat(e.faults()).singleElement().satisfies(fault -> {
                    assertThat(fault.pointer()).isEqualTo("/nodes/1/parallelism");
                    assertThat(fault.detail()).contains("Delay remembers");
                }));
    }

    @Test
    void thereIsABoundToThem() {
        rig(several(ErrorPolicy.PROPAGATE, NEVER, NodeSpec.PARALLELISM_MAX + 1), (frame, out) -> out.emit(frame));
        assertThatExceptionOfType(GraphRefusedException.class)
                .isThrownBy(() -> PipelineGraph.check(rig.spec(), rig.types()))
                .withMessageContaining("must be from 1 to 64");
    }
}
