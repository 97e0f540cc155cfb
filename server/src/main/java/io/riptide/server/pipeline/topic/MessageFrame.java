package io.riptide.server.pipeline.topic;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.server.event.Json;
import io.riptide.server.pipeline.json.PlainJson;
import io.riptide.server.pipeline.log.LogEvent;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a message a frame.
///
/// ```
/// {"topic":"t","key":"k","data":{"timestamp":5,"payload":{"main":[1,2]},"x":"y"}}
///    metadata: topic, offset, key, priority, data without its payload     channel main: 1, 2     time: 5
/// ```
///
/// A payload is an object of at most [Frame#CHANNELS_MAX] arrays of numbers, where `null` stands for what is no
/// number, as in what a [TopicSink] publishes. One that is anything else stays in `data`. The frame's number is
/// its own: how many this source made before.
final class MessageFrame {
    private MessageFrame() {}

    static void fill(Frame frame, LogEvent event) {
        JsonNode message = Json.readOwn(event.json());
        frame.weigh((long) PlainJson.BYTES_PER_JSON_BYTE * event.json().length);
        Map<String, Object> metadata = frame.metadata();
        metadata.put("topic", message.path("topic").asString(""));
        metadata.put("offset", event.offset());
        PlainJson.plain(message.path("key")).ifPresent(key -> metadata.put("key", key));
        PlainJson.plain(message.path("priority")).ifPresent(priority -> metadata.put("priority", priority));
        JsonNode data = message.path("data");
        if (data instanceof ObjectNode object && isPayload(object.path("payload"))) {
            addChannels(frame, object.path("payload"));
            object.remove("payload");
            JsonNode timestamp = object.path("timestamp");
            if (timestamp.isIntegralNumber() && timestamp.canConvertToLong()) {
                frame.stamp(timestamp.longValue(), frame.sequenceId());
            }
        }
        PlainJson.plain(data).ifPresent(value -> metadata.put("data", value));
    }

    private static boolean isPayload(JsonNode payload) {
        return payload.isObject()
                && payload.size() <= Frame.CHANNELS_MAX
                && payload.valueStream().allMatch(MessageFrame::isChannel);
    }

    private static boolean isChannel(JsonNode samples) {
        return samples.isArray()
                && samples.size() <= Frame.SAMPLES_MAX
                && samples.valueStream().allMatch(sample -> sample.isNumber() || sample.isNull());
    }

    private static void addChannels(Frame frame, JsonNode payload) {
        payload.forEachEntry((name, samples) -> {
            double[] channel = frame.addChannel(name, samples.size());
            for (int i = 0; i < samples.size(); i++) {
                channel[i] = PlainJson.number(samples.get(i));
            }
        });
    }
}
