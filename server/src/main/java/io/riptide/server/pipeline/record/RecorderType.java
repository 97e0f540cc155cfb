package io.riptide.server.pipeline.record;

import io.riptide.engine.pipeline.node.MadeType;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.server.config.PipelinesConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// `Recorder`: frames in a file.
public final class RecorderType {
    private static final int NAME_LENGTH_MAX = 128;

    /// Header and one sample at least; the least that `pipelines.record-bytes` can say.
    private static final long BYTES_MIN = 1_024;

    private static final Pattern NAME = Pattern.compile("(?!\\.)(?!.*\\.\\.)[A-Za-z0-9._-]{1," + NAME_LENGTH_MAX + "}");

    private RecorderType() {}

    /// The type, if `config` has a directory for its files.
    public static Optional<NodeType> of(PipelinesConfig config) {
        return config.recordDirectory().map(directory -> of(Path.of(directory), config.recordBytes()));
    }

    private static NodeType of(Path directory, long bytesMax) {
        return new MadeType(
                        "Recorder",
                        "Writes frames to a new file in the server's directory for that.",
                        PortKind.ANY,
                        PortKind.NONE,
                        schema(bytesMax),
                        config -> new Recorder(directory, config))
                .withCheck(RecorderType::check);
    }

    private static NodeSchema schema(long bytesMax) {
        return NodeSchema.EMPTY
                .withRequiredText("file", "Name of the file.")
                .withChoice(
                        "existing",
                        List.of("refuse", "number"),
                        "What if it is there: fail, or make another whose name has a number, as in take-2.wav; so a"
                                + " restarted node goes on.")
                .withChoice(
                        "format",
                        List.of("ndjson", "wav"),
                        "A frame a line, as in frame events; or 32-bit float samples, a track for each channel.")
                .withInteger(
                        "max_bytes", bytesMax, BYTES_MIN, bytesMax, "bytes", "What it may hold; a frame beyond fails.")
                .withInteger("sample_rate", 48_000, 1, 10_000_000, "Hz", "Samples a second, for wav to tell.");
    }

    private static void check(NodeConfig config, NodeSchema.Faults faults) {
        if (!NAME.matcher(config.text("file")).matches()) {
            faults.wrong(
                    "file",
                    "must be 1 to " + NAME_LENGTH_MAX
                            + " letters, digits, dots, hyphens or underscores, without a dot in front and without two"
                            + " in a row");
        }
    }
}
