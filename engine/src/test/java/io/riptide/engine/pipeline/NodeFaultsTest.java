package io.riptide.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.graph.ErrorPolicy;
import io.riptide.engine.pipeline.graph.FanIn;
import io.riptide.engine.pipeline.graph.NodeSpec;
import io.riptide.engine.pipeline.graph.RestartStrategy;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.testing.PipelineRig;
import io.riptide.engine.testing.PipelineRig.Heard;
import io.riptide.engine.testing.PipelineRig.Told;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Nodes that throw, hang, leak and flood, under each policy and strategy: what was promised, and all memory
/// back.
class NodeFaultsTest {
    private static final RestartStrategy NEVER = RestartStrategy.NEVER;

    private final PipelineRig rig = new PipelineRig();
    private final AtomicInteger made = new AtomicInteger();

    /// Fails on each tenth frame, having taken a frame of its own.
    private void failsOnTens(Frame frame, NodeOutput out) throws InterruptedException {
        Frame own = out.acquire();
        own.addChannel("main", 1)[0] = frame.sequenceId();
        if (frame.sequenceId() % 10 == 0) {
            throw new IllegalStateException("ten");
        }
        out.emit(own);
    }

    private PipelineRig rig(ErrorPolicy errors, RestartStrategy restart, PipelineRig.Work work) {
        rig.type("Faulty", PortKind.ANY, PortKind.ANY, () -> {
            made.incrementAndGet();
            return PipelineRig.node(work);
        });
        return rig.sine("sine", 100).node(faulty(errors, restart, 200)).edge("sine", "faulty");
    }

    private static NodeSpec faulty(ErrorPolicy errors, RestartStrategy restart, long timeoutMs) {
        return new NodeSpec("faulty", "Faulty", Map.of(), errors, 7, restart, FanIn.BY_TYPE, 1, timeoutMs);
    }

    /// The pipeline ends all the same, after the 5 s that it gives its nodes.
    @Test
    void oneThatHearsNoInterruptIsLeftBehindAndCounted() throws Exception {
        AtomicBoolean mayEnd = new AtomicBoolean();
        CountDownLatch isSpinning = new CountDownLatch(1);
        rig(ErrorPolicy.PROPAGATE, NEVER, (_, _) -> {
            isSpinning.countDown();
            while (!mayEnd.get()) {
                Thread.onSpinWait();
            }
        });
        Pipeline pipeline = rig.pipeline();
        Thread running = new Thread(() -> {
            try {
                pipeline.run();
            } catch (InterruptedException | NodeFailedException e) {
                Thread.currentThread().interrupt();
            }
        });
        running.start();
        isSpinning.await();
        running.interrupt();
        running.join();
        assertThat(pipeline.abandoned()).isEqualTo(1);
        assertThat(rig.pool().outstanding()).isEqualTo(1);
        mayEnd.set(true);
        while (rig.pool().outstanding() > 0) {
            Thread.onSpinWait();
        }
        rig.checkMemory();
    }

    /// Its time is 200 ms, and is looked at each 100 ms.
    @Test
    void whatANodeWaitsForIsNoneOfItsTime() throws Exception {
        rig(ErrorPolicy.PROPAGATE, NEVER, (frame, out) -> {
            if (frame.sequenceId() == 3) {
                boolean isThere = out.waitFor(() -> new CountDownLatch(1).await(600, TimeUnit.MILLISECONDS));
                assertThat(isThere).isFalse();
            }
            out.emit(frame);
        });
        rig.run();
        assertThat(rig.frames()).hasSize(100);
    }

    @Test
    void aFailureThatPropagatesEndsThePipeline() {
        rig(ErrorPolicy.PROPAGATE, NEVER, this::failsOnTens);
        assertThatExceptionOfType(NodeFailedException.class)
                .isThrownBy(rig::run)
                .withMessage("node faulty: ten")
                .satisfies(e -> assertThat(e.node()).isEqualTo("faulty"));
        assertThat(rig.frames()).isEmpty();
        assertThat(rig.figures("faulty").state()).isEqualTo(NodeState.ERROR);
    }

    @Test
    void aFrameThatIsSkippedIsLostAndNotPassedOn() throws Exception {
        rig(ErrorPolicy.SKIP, NEVER, this::failsOnTens).run();
        assertThat(rig.frames()).hasSize(90).noneMatch(heard -> heard.sequenceId() % 10 == 0);
        assertThat(rig.figures("faulty").errors()).isEqualTo(10);
        assertThat(rig.figures("faulty").skipped()).isEqualTo(10);
        assertThat(made.get()).isEqualTo(1);
        assertThat(rig.states("faulty")).anyMatch(told -> told.message().equals("ten"));
    }

    @Test
    void aDefaultHasTheShapeOfTheFrameWhosePlaceItTakes() throws Exception {
        rig(ErrorPolicy.DEFAULT, NEVER, this::failsOnTens).run();
        assertThat(rig.frames()).hasSize(100);
        assertThat(rig.frames().get(10)).satisfies(heard -> {
            assertThat(heard.sequenceId()).isEqualTo(10);
            assertThat(heard.main()).hasSize(8).containsOnly(7);
        });
    }

    @Test
    void anotherTakesThePlaceAtOnce() throws Exception {
        rig(ErrorPolicy.PROPAGATE, new RestartStrategy.Immediate(), this::failsOnTens)
                .run();
        assertThat(rig.frames()).hasSize(90);
        assertThat(made.get()).isEqualTo(10 + 1);
        assertThat(rig.figures("faulty").restarts()).isEqualTo(10);
        assertThat(rig.states("faulty"))
                .extracting(Told::state)
                .startsWith(NodeState.RUNNING, NodeState.RECOVERING, NodeState.RUNNING);
    }

    @Test
    void afterSoManyFailuresInARowThePipelineFails() {
        rig(ErrorPolicy.SKIP, new RestartStrategy.Exponential(1, 4, 3), (_, _) -> {
            throw new IllegalStateException("always");
        });
        assertThatExceptionOfType(NodeFailedException.class)
                .isThrownBy(rig::run)
                .withMessageContaining("always");
        assertThat(rig.figures("faulty").errors()).isEqualTo(3 + 1);
        assertThat(made.get()).isEqualTo(3 + 1);
    }

    @Test
    void aSuccessForgivesFailuresInARow() throws Exception {
        rig(ErrorPolicy.SKIP, new RestartStrategy.Exponential(1, 1, 1), this::failsOnTens)
                .run();
        assertThat(rig.frames()).hasSize(90);
    }

    @Test
    void aNodeThatKeepsFailingIsLeftAlone() throws Exception {
        rig(ErrorPolicy.DEFAULT, new RestartStrategy.CircuitBreaker(3, 60_000), (_, _) -> {
            throw new IllegalStateException("always");
        });
        rig.run();
        assertThat(rig.frames())
                .hasSize(100)
                .allSatisfy(heard -> assertThat(heard.main()).containsOnly(7));
        assertThat(rig.figures("faulty").errors()).isEqualTo(3);
        assertThat(rig.figures("faulty").skipped()).isEqualTo(100);
    }

    @Test
    void afterItsTimeOneFrameTriesAnother() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch isWell = new CountDownLatch(1);
        rig.type("Faulty", PortKind.ANY, PortKind.ANY, () -> {
            made.incrementAndGet();
            return PipelineRig.node((frame, out) -> {
                if (calls.incrementAndGet() <= 2) {
                    throw new IllegalStateException("at first");
                }
                isWell.countDown();
                out.emit(frame);
            });
        });
        rig.source("UntilWell", out -> {
            Frame frame = out.acquire();
            frame.addChannel("main", 1);
            out.emit(frame);
            return isWell.getCount() > 0;
        });
        rig.node("source", "UntilWell", Map.of())
                .node(faulty(ErrorPolicy.SKIP, new RestartStrategy.CircuitBreaker(2, 5), 0))
                .edge("source", "faulty")
                .run();
        assertThat(rig.frames()).isNotEmpty();
        assertThat(made.get()).isEqualTo(2);
    }

    @Test
    void aNodeThatHangsIsInterruptedAfterItsTime() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        rig(ErrorPolicy.SKIP, NEVER, (frame, out) -> {
            if (frame.sequenceId() == 5) {
                never.await();
            }
            out.emit(frame);
        });
        rig.run();
        assertThat(rig.frames()).hasSize(99);
        assertThat(rig.states("faulty")).anyMatch(told -> told.message().contains("more than 200 ms"));
    }

    @Test
    void waitingForOthersIsNotHanging() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        rig(ErrorPolicy.PROPAGATE, NEVER, (frame, out) -> out.emit(frame));
        CountDownLatch never = new CountDownLatch(1);
        rig.hearing((_, _) -> {
            if (heard.incrementAndGet() == 3) {
                assertThat(never.await(500, java.util.concurrent.TimeUnit.MILLISECONDS))
                        .isFalse();
            }
        });
        rig.run();
        assertThat(rig.frames()).hasSize(100);
    }

    @Test
    void aSourceThatFailsIsAskedAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        rig.source("Faulty", out -> {
            int call = calls.incrementAndGet();
            Frame frame = out.acquire();
            frame.addChannel("main", 1)[0] = call;
            if (call == 2) {
                throw new IllegalStateException("second");
            }
            out.emit(frame);
            return call < 4;
        });
        rig.node(faulty(ErrorPolicy.SKIP, NEVER, 0)).run();
        assertThat(rig.frames()).extracting(heard -> heard.main()[0]).containsExactly(1.0, 3.0, 4.0);
    }

    @Test
    void aNodeThatKeepsFramesRunsIntoThePoolsBound() {
        rig(ErrorPolicy.PROPAGATE, NEVER, (_, out) -> {
            for (int i = 0; i < 10; i++) {
                out.acquire().addChannel("main", 1);
            }
        });
        assertThatExceptionOfType(NodeFailedException.class)
                .isThrownBy(rig.pipeline()::run)
                .withMessageContaining("frames of the pipeline are held");
        // What it kept in calls that went well is lost for the pool, and is counted.
        assertThat(rig.pool().outstanding()).isPositive();
    }

    @Test
    void aNodeThatFloodsIsHeldUpByItsEdge() throws Exception {
        rig.worker("Flood", (frame, out) -> {
            for (int i = 0; i < 1_000; i++) {
                Frame more = out.acquire();
                more.addChannel("main", 4)[0] = i;
                out.emit(more);
            }
        });
        rig.sine("sine", 20).node("flood", "Flood", Map.of()).node("gain", "Gain", Map.of());
        rig.chain("sine", "flood", "gain").capacity(5).run();
        assertThat(rig.frames()).hasSize(20_000);
    }

    @Test
    void theSisterOfANodeThatFailsIsNotTouched() throws Exception {
        rig(ErrorPolicy.SKIP, NEVER, (_, _) -> {
            throw new StackOverflowError();
        });
        rig.node("gain", "Gain", Map.of("gain", 4)).edge("sine", "gain").run();
        assertThat(rig.frames("faulty")).isEmpty();
        assertThat(rig.frames("gain"))
                .hasSize(100)
                .extracting(Heard::main)
                .allSatisfy(samples -> assertThat(samples[2]).isCloseTo(4, within(1e-9)));
    }
}
