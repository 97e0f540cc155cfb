package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.NodeFailedException;
import io.riptide.engine.pipeline.NodeState;
import io.riptide.engine.pipeline.Pipeline;
import io.riptide.engine.pipeline.PipelineListener;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.EdgeSpec;
import io.riptide.engine.pipeline.graph.GraphRefusedException;
import io.riptide.engine.pipeline.graph.NodeSpec;
import io.riptide.engine.pipeline.graph.NodeTypes;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineSpec;
import io.riptide.engine.pipeline.signal.SignalNodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/// What does it cost to run five nodes (a sine, two gains, a low pass, its level) on threads of their own? One
/// operation is one frame of 1,024 samples; the same sums in a plain loop, in our pipeline, and with a thread
/// and a blocking queue of `java.util.concurrent` for each node.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class PipelineChoice extends Measured {
    private static final int FRAMES = 5_000;
    private static final int SAMPLES = 1_024;
    private static final int CAPACITY = 100;
    private static final double STEP = 440 / 48_000.0;
    private static final double GAIN = 0.9;
    private static final double[] END = {};

    private PipelineGraph graph;
    private double expected;

    @Setup
    public void set() throws GraphRefusedException {
        Map<String, Object> sine = Map.of("frames", FRAMES, "frame_size", SAMPLES, "realtime", false);
        List<NodeSpec> nodes = List.of(
                NodeSpec.of("sine", "SineGenerator", sine),
                NodeSpec.of("first", "Gain", Map.of("gain", GAIN)),
                NodeSpec.of("second", "Gain", Map.of("gain", GAIN)),
                NodeSpec.of("low", "Filter", Map.of()),
                NodeSpec.of("level", "Level", Map.of()));
        List<EdgeSpec> edges = List.of(
                EdgeSpec.of("sine", "first"),
                EdgeSpec.of("first", "second"),
                EdgeSpec.of("second", "low"),
                EdgeSpec.of("low", "level"));
        graph = PipelineGraph.check(PipelineSpec.of(nodes, edges), new NodeTypes(SignalNodes.types()));
        expected = loop();
    }

    @Chosen
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public double pipeline() throws InterruptedException, NodeFailedException {
        Levels levels = new Levels();
        try (FramePool pool = new FramePool(Pipeline.framesMax(graph), ByteBudget.root("frames", 64 << 20))) {
            new Pipeline(graph, pool, levels).run();
        }
        return checked(levels.sum);
    }

    /// Adds up what comes out.
    private static final class Levels implements PipelineListener {
        private double sum;

        @Override
        public void onFrame(String id, Frame frame) {
            sum += frame.samples(0)[0];
        }

        @Override
        public void onState(String id, NodeState state, String message) {
            // Nobody asks.
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public double plainLoop() {
        return checked(loop());
    }

    private double loop() {
        double[] samples = new double[SAMPLES];
        Sums sums = new Sums();
        double sum = 0;
        for (int i = 0; i < FRAMES; i++) {
            sums.sine(samples);
            Sums.gain(samples);
            Sums.gain(samples);
            sums.lowPass(samples);
            sum += Sums.rms(samples);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public double blockingQueues() throws InterruptedException {
        Sums sums = new Sums();
        double[] sum = new double[1];
        List<BlockingQueue<double[]>> queues = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            queues.add(new ArrayBlockingQueue<>(CAPACITY));
        }
        List<Thread> threads = List.of(
                thread(() -> {
                    for (int i = 0; i < FRAMES; i++) {
                        double[] samples = new double[SAMPLES];
                        sums.sine(samples);
                        queues.getFirst().put(samples);
                    }
                    queues.getFirst().put(END);
                }),
                thread(() -> pass(queues.get(0), queues.get(1), Sums::gain)),
                thread(() -> pass(queues.get(1), queues.get(2), Sums::gain)),
                thread(() -> pass(queues.get(2), queues.get(3), sums::lowPass)),
                thread(() -> {
                    for (double[] in = queues.get(3).take();
                            in.length > 0;
                            in = queues.get(3).take()) {
                        sum[0] += Sums.rms(in);
                    }
                }));
        for (Thread thread : threads) {
            thread.join();
        }
        return checked(sum[0]);
    }

    /// What a node does with samples.
    @FunctionalInterface
    private interface Step {
        void on(double[] samples);
    }

    /// What a thread does.
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private static void pass(BlockingQueue<double[]> from, BlockingQueue<double[]> to, Step step)
            throws InterruptedException {
        for (double[] in = from.take(); in.length > 0; in = from.take()) {
            step.on(in);
            to.put(in);
        }
        to.put(END);
    }

    private static Thread thread(Work work) {
        return Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private double checked(double sum) {
        if (Math.abs(sum - expected) > 1e-6 * expected) {
            throw new IllegalStateException("sum=" + sum + " expected=" + expected);
        }
        proof.see(Math.round(sum));
        return sum;
    }

    /// The five nodes' sums, written out.
    private static final class Sums {
        private final double[] filter = coefficients();
        private double turn;
        private double first;
        private double second;

        private static double[] coefficients() {
            double omega = 2 * Math.PI * 1_000 / 48_000;
            double alpha = Math.sin(omega) / (2 * Math.sqrt(0.5));
            double a0 = 1 + alpha;
            double b0 = (1 - Math.cos(omega)) / 2 / a0;
            return new double[] {b0, 2 * b0, b0, -2 * Math.cos(omega) / a0, (1 - alpha) / a0};
        }

        void sine(double[] samples) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] = Math.sin(2 * Math.PI * fraction(turn + i * STEP));
            }
            turn = fraction(turn + samples.length * STEP);
        }

        private static double fraction(double turns) {
            return turns - Math.floor(turns);
        }

        static void gain(double[] samples) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] *= GAIN;
            }
        }

        void lowPass(double[] samples) {
            for (int i = 0; i < samples.length; i++) {
                double in = samples[i];
                double out = filter[0] * in + first;
                first = filter[1] * in - filter[3] * out + second;
                second = filter[2] * in - filter[4] * out;
                samples[i] = out;
            }
        }

        static double rms(double[] samples) {
            return Math.sqrt(Arrays.stream(samples).map(x -> x * x).sum() / samples.length);
        }
    }
}
