package io.riptide.server.pipeline.expression;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One node with its way out, whose frames are written down.
final class NodeBench implements NodeOutput {
    private final FramePool pool = new FramePool(8, ByteBudget.root("frames", 64 << 20));
    private final List<Heard> heard = new ArrayList<>();
    private final NodeType type;
    private final FrameNode node;
    private @Nullable Frame input;

    /// A frame that came out.
    record Heard(long sequenceId, Map<String, double[]> channels, Map<String, Object> metadata) {
        double[] channel(String name) {
            double[] samples = channels.get(name);
            if (samples == null) {
                throw new AssertionError(name + " is none of " + channels.keySet());
            }
            return samples;
        }
    }

    NodeBench(String typeName, Map<String, Object> config) {
        type = type(typeName);
        node = (FrameNode) type.create(checked(config));
    }

    private static NodeType type(String name) {
        return ExpressionNodes.types().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// What is wrong with `config`: of each fault the parameter, a blank and the detail.
    static List<String> faults(String typeName, Map<String, Object> config) {
        List<String> told = new ArrayList<>();
        NodeSchema.Faults faults = new NodeSchema.Faults() {
            @Override
            public void wrong(String name, String detail) {
                told.add(name + " " + detail);
            }

            @Override
            public void unknown(String name, List<String> known) {
                told.add(name + " unknown");
            }
        };
        NodeType type = type(typeName);
        NodeConfig values = type.schema().check(config, faults);
        if (told.isEmpty()) {
            type.check(values, faults);
        }
        return told;
    }

    private NodeConfig checked(Map<String, Object> config) {
        List<String> told = faults(type.name(), config);
        if (!told.isEmpty()) {
            throw new AssertionError(told.toString());
        }
        return type.schema().check(config, new NodeSchema.Faults() {
            @Override
            public void wrong(String name, String detail) {
                throw new AssertionError(name);
            }

            @Override
            public void unknown(String name, List<String> known) {
                throw new AssertionError(name);
            }
        });
    }

    void configure(Map<String, Object> config) {
        node.configure(checked(config));
    }

    Frame frame() {
        return pool.acquire();
    }

    /// Has the node work on a frame of these channels.
    NodeBench channels(Map<String, double[]> channels) throws Exception {
        Frame frame = frame();
        channels.forEach((name, samples) ->
                System.arraycopy(samples, 0, frame.addChannel(name, samples.length), 0, samples.length));
        return give(frame);
    }

    /// Has the node work on a frame of this metadata, the 7th, of a time of 1,000,000 µs.
    NodeBench metadata(Map<String, Object> metadata) throws Exception {
        Frame frame = frame().stamp(1_000_000, 7);
        frame.metadata().putAll(metadata);
        return give(frame);
    }

    /// Has the node work on `frame`, which is taken; nothing is held when it is done.
    NodeBench give(Frame frame) throws Exception {
        input = frame;
        try {
            node.onFrame(frame, this);
        } finally {
            if (input != null) {
                input.release();
            }
        }
        return this;
    }

    /// Frames that somebody holds.
    int outstanding() {
        return pool.outstanding();
    }

    List<Heard> heard() {
        return heard;
    }

    @Override
    public Frame acquire() {
        return pool.acquire();
    }

    @Override
    public Frame exclusive(Frame frame) {
        return frame.isExclusive() ? frame : pool.acquire().copyOf(frame);
    }

    @Override
    public void emit(String port, Frame frame) {
        Map<String, double[]> channels = new LinkedHashMap<>();
        for (int i = 0; i < frame.channelCount(); i++) {
            channels.put(frame.name(i), Arrays.copyOf(frame.samples(i), frame.length(i)));
        }
        heard.add(new Heard(frame.sequenceId(), channels, new LinkedHashMap<>(frame.metadata())));
        if (frame == input) {
            input = null;
        }
        frame.release();
    }

    @Override
    public void pace(long periodNs) {
        throw new AssertionError("it is no source");
    }
}
