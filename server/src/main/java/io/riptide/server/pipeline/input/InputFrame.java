package io.riptide.server.pipeline.input;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.json.PlainJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// A frame that a client sent.
///
/// @param timestampUs microseconds since the epoch, if it said so
/// @param sequenceId its number, if it said so
/// @param payload samples by channel
/// @param metadata what else it said
public record InputFrame(
        OptionalLong timestampUs,
        OptionalLong sequenceId,
        Map<String, double[]> payload,
        Map<String, Object> metadata) {
    private static final int CHANNEL_NAME_CHARS_MAX = 64;
    private static final int FRAME_BYTES = 256;

    /// Reads what a `frame` event has under `frame`; what is wrong with it is noted.
    public static InputFrame read(JsonFields in) {
        long timestampUs = in.integer("timestamp", 0, Long.MAX_VALUE, 0);
        long sequenceId = in.integer("sequence_id", 0, Long.MAX_VALUE, 0);
        InputFrame frame = new InputFrame(
                in.has("timestamp") ? OptionalLong.of(timestampUs) : OptionalLong.empty(),
                in.has("sequence_id") ? OptionalLong.of(sequenceId) : OptionalLong.empty(),
                payload(in.object("payload")),
                metadata(in));
        in.finish();
        return frame;
    }

    private static Map<String, Object> metadata(JsonFields in) {
        JsonNode value = in.value("metadata");
        if (value.isObject()) {
            return PlainJson.map(value);
        }
        if (!value.isMissingNode()) {
            in.faults().add(in.pointer("metadata"), "metadata must be an object");
        }
        return Map.of();
    }

    private static Map<String, double[]> payload(JsonFields in) {
        Map<String, double[]> payload = new LinkedHashMap<>();
        for (String channel : in.names()) {
            JsonNode samples = in.value(channel);
            if (channel.isEmpty() || channel.length() > CHANNEL_NAME_CHARS_MAX) {
                in.faults()
                        .add(
                                in.pointer(channel),
                                "a channel's name must have 1 to " + CHANNEL_NAME_CHARS_MAX + " characters");
            } else if (!samples.isArray() || samples.size() > Frame.SAMPLES_MAX) {
                in.faults()
                        .add(
                                in.pointer(channel),
                                channel + " must be an array of " + Frame.SAMPLES_MAX + " numbers at most");
            } else {
                payload.put(channel, samples(in, channel, samples));
            }
        }
        if (payload.size() > Frame.CHANNELS_MAX) {
            in.faults().add(in.pointer(""), "a frame has " + Frame.CHANNELS_MAX + " channels at most");
        }
        return payload;
    }

    private static double[] samples(JsonFields in, String channel, JsonNode array) {
        double[] samples = new double[array.size()];
        for (int i = 0; i < samples.length; i++) {
            JsonNode sample = array.get(i);
            if (!sample.isNumber() || !Double.isFinite(sample.doubleValue())) {
                in.faults().add(in.pointer(channel) + '/' + i, "a sample must be a number");
                return samples;
            }
            samples[i] = sample.doubleValue();
        }
        return samples;
    }

    /// About what it takes in memory.
    long bytes() {
        long samples =
                payload.values().stream().mapToLong(channel -> channel.length).sum();
        return FRAME_BYTES + Double.BYTES * samples + metadataBytes();
    }

    private long metadataBytes() {
        return (long) PlainJson.BYTES_PER_JSON_BYTE * metadata.toString().length();
    }

    /// Writes it to `frame`, which has the time of now and the next number.
    public void writeTo(Frame frame) {
        frame.stamp(timestampUs.orElse(frame.timestampUs()), sequenceId.orElse(frame.sequenceId()));
        payload.forEach((name, samples) ->
                System.arraycopy(samples, 0, frame.addChannel(name, samples.length), 0, samples.length));
        if (!metadata.isEmpty()) {
            frame.weigh(metadataBytes());
            frame.metadata().putAll(metadata);
        }
    }
}
