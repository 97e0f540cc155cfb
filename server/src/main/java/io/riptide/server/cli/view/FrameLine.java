package io.riptide.server.cli.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A `frame` event as a line.
///
/// ```
/// print        #12        0.256 s  main[1024] -2..2 rms 1.411 ▅█▃▁  {"peak":2}
/// ```
///
/// - **Bounds:** [#CHANNELS_MAX] channels, and metadata in what is then left of the width; the channels themselves
///   are never cut.
///
/// @param width characters of a line, beyond which metadata is cut
/// @param hasSparks whether samples are drawn as well
public record FrameLine(int width, boolean hasSparks) {
    static final int CHANNELS_MAX = 8;
    static final int BLOCKS_MAX = 32;
    private static final int METADATA_LENGTH_MIN = 8;

    /// The line of an event that came `elapsedNs` after the start.
    public String of(JsonNode event, long elapsedNs) {
        JsonNode frame = event.path("frame");
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%-12s #%-6d %8.3f s",
                Printable.line(event.path("node").asString("")),
                frame.path("sequence_id").asLong(0),
                elapsedNs / 1e9));
        channels(frame.path("payload")).forEach(channel -> line.append("  ").append(channel));
        JsonNode metadata = frame.path("metadata");
        int left = width - line.length() - 2;
        if (!metadata.isEmpty() && left >= METADATA_LENGTH_MIN) {
            line.append("  ").append(Printable.cut(Printable.line(metadata.toString()), left));
        }
        return line.toString();
    }

    private List<String> channels(JsonNode payload) {
        List<String> texts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> channel : payload.properties()) {
            if (texts.size() == CHANNELS_MAX) {
                texts.add("and " + (payload.size() - CHANNELS_MAX) + " channels more");
                break;
            }
            double[] samples = samples(channel.getValue());
            String figures = Printable.line(channel.getKey())
                    + ChannelFigures.of(samples).text();
            texts.add(hasSparks && samples.length > 1 ? figures + ' ' + Sparkline.of(samples, BLOCKS_MAX) : figures);
        }
        return texts;
    }

    /// JSON says `null` where a sample is no number.
    private static double[] samples(JsonNode array) {
        double[] samples = new double[array.size()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = array.get(i).isNumber() ? array.get(i).doubleValue() : Double.NaN;
        }
        return samples;
    }
}
