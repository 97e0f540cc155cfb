package io.riptide.server.testing;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A pool of frames and a way out for one node, which writes down what is emitted; closing it proves that all
/// frames came back.
public final class FrameRig implements NodeOutput, AutoCloseable {
    private final FramePool pool = new FramePool(8, ByteBudget.root("frames", 64 << 20));
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private long nextSequence;

    /// A frame that was emitted.
    public record Heard(
            long timestampUs, long sequenceId, Map<String, double[]> channels, Map<String, Object> metadata) {
        public double[] channel(String name) {
            return Objects.requireNonNull(channels.get(name), name);
        }
    }

    /// What was emitted so far.
    public List<Heard> heard() {
        return List.copyOf(heard);
    }

    /// A frame with these channels, each a name and its samples.
    public Frame frame(Object... namesAndSamples) {
        Frame frame = pool.acquire().stamp(1_000_000 + nextSequence, nextSequence++);
        for (int i = 0; i < namesAndSamples.length; i += 2) {
            double[] samples = (double[]) namesAndSamples[i + 1];
            double[] channel = frame.addChannel((String) namesAndSamples[i], samples.length);
            System.arraycopy(samples, 0, channel, 0, samples.length);
        }
        return frame;
    }

    /// `given` as nodes of `type` get it, which must be without fault.
    public static NodeConfig config(NodeType type, Map<String, Object> given) {
        List<String> told = new ArrayList<>();
        NodeConfig config = check(type, given, (name, detail) -> told.add(name + " " + detail));
        if (!told.isEmpty()) {
            throw new AssertionError(told.toString());
        }
        return config;
    }

    /// What is wrong with `given`, by parameter.
    public static Map<String, String> faults(NodeType type, Map<String, Object> given) {
        Map<String, String> told = new LinkedHashMap<>();
        check(type, given, told::put);
        return told;
    }

    private interface Told {
        Object that(String name, String detail);
    }

    private static NodeConfig check(NodeType type, Map<String, Object> given, Told told) {
        boolean[] isRefused = {false};
        NodeSchema.Faults faults = new NodeSchema.Faults() {
            @Override
            public void wrong(String name, String detail) {
                isRefused[0] = true;
                told.that(name, detail);
            }

            @Override
            public void unknown(String name, List<String> known) {
                wrong(name, "unknown");
            }
        };
        NodeConfig config = type.schema().check(given, faults);
        if (!isRefused[0]) {
            type.check(config, faults);
        }
        return config;
    }

    @Override
    public Frame acquire() {
        return frame();
    }

    @Override
    public Frame exclusive(Frame frame) {
        throw new AssertionError("no node here changes frames");
    }

    @Override
    public void emit(String port, Frame frame) {
        Map<String, double[]> channels = new HashMap<>();
        for (int i = 0; i < frame.channelCount(); i++) {
            channels.put(frame.name(i), Arrays.copyOf(frame.samples(i), frame.length(i)));
        }
        heard.add(new Heard(frame.timestampUs(), frame.sequenceId(), channels, new LinkedHashMap<>(frame.metadata())));
        frame.release();
    }

    @Override
    public void pace(long periodNs) {
        throw new AssertionError("no node here keeps time");
    }

    @Override
    public void close() {
        if (pool.outstanding() != 0) {
            throw new AssertionError(pool.outstanding() + " frames are still held");
        }
        pool.close();
    }
}
