package io.riptide.server.pipeline.json;

import io.riptide.engine.pipeline.NodeState;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.server.event.Json;
import tools.jackson.core.JsonGenerator;

/// Writes frames, and the fields of `frame` and `node` events.
public final class FrameJson {
    private FrameJson() {}

    /// The fields of a frame that came out of `node`.
    public static byte[] frame(String node, Frame frame) {
        return Json.object(json -> {
            json.writeStringProperty("node", node);
            json.writeObjectPropertyStart("frame");
            write(json, frame);
            json.writeEndObject();
        });
    }

    /// The members of `frame`, into an object that is begun: `timestamp`, `sequence_id`, `payload`, `metadata`.
    public static void write(JsonGenerator json, Frame frame) {
        json.writeNumberProperty("timestamp", frame.timestampUs());
        json.writeNumberProperty("sequence_id", frame.sequenceId());
        json.writeObjectPropertyStart("payload");
        for (int i = 0; i < frame.channelCount(); i++) {
            writeChannel(json, frame, i);
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("metadata");
        PlainJson.write(json, frame.metadata());
        json.writeEndObject();
    }

    private static void writeChannel(JsonGenerator json, Frame frame, int index) {
        json.writeArrayPropertyStart(frame.name(index));
        double[] samples = frame.samples(index);
        for (int i = 0; i < frame.length(index); i++) {
            PlainJson.writeNumber(json, samples[i]);
        }
        json.writeEndArray();
    }

    /// The fields that say what `node` says of its work.
    public static byte[] note(String node, String text) {
        return Json.object(json -> {
            json.writeStringProperty("node", node);
            json.writeStringProperty("note", text);
        });
    }

    /// The fields that say where `node` is in its life.
    public static byte[] state(String node, NodeState state, String message) {
        return Json.object(json -> {
            json.writeStringProperty("node", node);
            json.writeStringProperty("state", EnumWord.of(state));
            if (!message.isEmpty()) {
                json.writeStringProperty("error", message);
            }
        });
    }
}
