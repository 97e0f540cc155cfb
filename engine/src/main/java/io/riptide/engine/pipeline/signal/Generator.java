package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.SourceNode;
import java.util.concurrent.TimeUnit;

/// A wave of one channel, `main`. Its phase goes on from frame to frame, through pauses and other parameters.
///
/// The phase is counted in turns, from 0 to 1, and each sample's is made from the frame's first, so that no sum
/// of thousands of small steps drifts within a frame.
final class Generator implements SourceNode {
    /// What each generator can be told.
    static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withNumber("frequency", 440, 0, 1e6, "Hz", "How often a second it repeats.")
            .withNumber("amplitude", 1, 0, 1e9, "", "Its highest sample.")
            .withNumber("phase", 0, -360, 360, "degrees", "Where it begins.")
            .withNumber("sample_rate", 48_000, 1, 10e6, "Hz", "Samples a second.")
            .withInteger("frame_size", 1_024, 1, Frame.SAMPLES_MAX, "samples", "Samples of a frame.")
            .withInteger("frames", 0, 0, Long.MAX_VALUE, "frames", "How many it makes; 0 for no end.")
            .withFlag(
                    "realtime", true, "Whether frames come as the sample rate has it; else as fast as they are taken.");

    private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);
    private static final double DEGREES_PER_TURN = 360;

    private final Wave wave;
    private NodeConfig config;
    private double turn;
    private long made;

    /// One period of a wave.
    @FunctionalInterface
    interface Wave {
        /// The sample at `turn`, from 0 to below 1; from -1 to 1.
        double at(double turn);
    }

    Generator(Wave wave, NodeConfig config) {
        this.wave = wave;
        this.config = config;
        this.turn = fraction(config.number("phase") / DEGREES_PER_TURN);
    }

    @Override
    public boolean produce(NodeOutput out) throws InterruptedException {
        long framesMax = config.integer("frames");
        if (framesMax > 0 && made >= framesMax) {
            return false;
        }
        int size = (int) config.integer("frame_size");
        double rate = config.number("sample_rate");
        if (config.flag("realtime")) {
            out.pace(Math.round(size * NS_PER_S / rate));
        }
        double step = config.number("frequency") / rate;
        double amplitude = config.number("amplitude");
        Frame frame = out.acquire();
        double[] samples = frame.addChannel(Channels.MAIN, size);
        for (int i = 0; i < size; i++) {
            samples[i] = amplitude * wave.at(fraction(turn + i * step));
        }
        turn = fraction(turn + size * step);
        made++;
        out.emit(frame);
        return framesMax == 0 || made < framesMax;
    }

    @Override
    public void configure(NodeConfig changed) {
        turn = fraction(turn + (changed.number("phase") - config.number("phase")) / DEGREES_PER_TURN);
        config = changed;
    }

    private static double fraction(double turns) {
        return turns - Math.floor(turns);
    }
}
