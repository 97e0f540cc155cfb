package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.node.MadeType;
import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The types of this package.
public final class SignalNodes {
    private static final double QUARTER = 0.25;
    private static final double HALF = 0.5;

    private SignalNodes() {}

    /// All of them.
    public static List<NodeType> types() {
        return List.of(
                generator("SineGenerator", "Makes a sine.", turn -> Math.sin(2 * Math.PI * turn)),
                generator("SquareGenerator", "Makes a square wave.", turn -> turn < HALF ? 1 : -1),
                generator("SawGenerator", "Makes a saw that rises.", turn -> 2 * turn - 1),
                generator("TriangleGenerator", "Makes a triangle that begins at 0.", SignalNodes::triangle),
                noise(),
                samples("Gain", "Makes samples larger or smaller.", Gain.SCHEMA, Gain::new)
                        .stateless(),
                samples("Filter", "Lets low, high, or some frequencies pass.", Biquad.SCHEMA, Biquad::new)
                        .withCheck(Biquad::check),
                samples("Level", "Measures how strong each channel is.", Level.SCHEMA, Level::new)
                        .stateless(),
                samples("Window", "Fades each frame in and out.", Window.SCHEMA, Window::new)
                        .stateless(),
                samples("MovingAverage", "Smoothes.", MovingAverage.SCHEMA, MovingAverage::new),
                samples("Threshold", "Lets loud, or quiet, frames pass.", Threshold.SCHEMA, Threshold::new)
                        .stateless(),
                samples("Decimate", "Keeps one sample of so many.", Decimate.SCHEMA, Decimate::new),
                samples(
                                "Resample",
                                "Gives samples at another rate, without what the lower rate cannot carry; later by"
                                        + " the half of its filter, 67 samples of the lower rate at medium quality.",
                                Resample.SCHEMA,
                                Resample::new)
                        .withCheck(Resample::check),
                samples("Delay", "Gives samples later.", Delay.SCHEMA, Delay::new),
                samples("Split", "Makes a frame of each channel, at its port.", Split.SCHEMA, _ -> new Split())
                        .stateless(),
                samples(
                                "Mix",
                                "Adds all channels up to one; frames of several nodes by their numbers.",
                                Mix.SCHEMA,
                                Mix::new)
                        .aligned()
                        .stateless(),
                new MadeType(
                        "Trigger",
                        "Makes a frame each so often.",
                        PortKind.NONE,
                        PortKind.SIGNAL,
                        Trigger.SCHEMA,
                        Trigger::new),
                showing("Print", "Shows frames as they come."),
                showing("DebugSink", "Print, by its older name."),
                forwarding("Merge", "Passes frames of several nodes on as they come, each with its own number."),
                forwarding(
                                "Join",
                                "Makes one frame, with all channels, of the frames of several nodes with one number.")
                        .aligned(),
                new MadeType(
                        "Null",
                        "Takes frames and gives none: what ends here is sent to nobody.",
                        PortKind.ANY,
                        PortKind.NONE,
                        NodeSchema.EMPTY,
                        _ -> new Discarding()));
    }

    private static MadeType samples(
            String name, String description, NodeSchema schema, Function<NodeConfig, Node> maker) {
        return MadeType.of(name, description, PortKind.SIGNAL, schema, maker);
    }

    private static NodeType generator(String name, String description, Generator.Wave wave) {
        return new MadeType(
                name,
                description,
                PortKind.NONE,
                PortKind.SIGNAL,
                Generator.SCHEMA,
                config -> new Generator(wave, config));
    }

    private static NodeType noise() {
        return new MadeType(
                "NoiseGenerator",
                "Makes white noise, each sample evenly from -1 to 1; of a seed always the same.",
                PortKind.NONE,
                PortKind.SIGNAL,
                Generator.SCHEMA.withInteger("seed", 1, 0, Long.MAX_VALUE, "", "What chance begins with."),
                config -> {
                    RandomGenerator random = new java.util.SplittableRandom(config.integer("seed"));
                    return new Generator(_ -> random.nextDouble(-1, 1), config);
                });
    }

    private static NodeType showing(String name, String description) {
        return new MadeType(name, description, PortKind.ANY, PortKind.ANY, Passing.SCHEMA, Passing::new);
    }

    private static MadeType forwarding(String name, String description) {
        return new MadeType(name, description, PortKind.ANY, PortKind.ANY, NodeSchema.EMPTY, _ -> new Forwarding())
                .stateless();
    }

    private static double triangle(double turn) {
        double shifted = turn + QUARTER - Math.floor(turn + QUARTER);
        return 1 - 4 * Math.abs(shifted - HALF);
    }
}
