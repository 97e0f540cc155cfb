package io.riptide.server.websocket;

import io.riptide.engine.log.Viewable;
import io.riptide.engine.run.Run;
import io.riptide.protocol.stream.StreamWriter;
import tools.jackson.core.JsonGenerator;

/// A stream of a socket and what it is of.
///
/// @param viewed the run or topic
/// @param heartbeatMs how long it may be silent
/// @param onCancel what `cancel` does
record Attached(Viewable viewed, StreamWriter writer, int heartbeatMs, Runnable onCancel) {
    /// Writes the stream as `status` tells it.
    void write(JsonGenerator json, String id) {
        json.writeStartObject();
        json.writeStringProperty("id", id);
        json.writeStringProperty(viewed instanceof Run ? "run_id" : viewed.kind(), viewed.id());
        json.writeStringProperty("kind", viewed.kind());
        json.writeNumberProperty("lag_events", writer.lag());
        json.writeNumberProperty("events_delivered", writer.cursor().delivered());
        json.writeNumberProperty("events_dropped", writer.cursor().dropped());
        json.writeEndObject();
    }
}
