package io.riptide.server.topic;

import io.riptide.engine.topic.TopicMessage;
import io.riptide.server.event.EventType;
import io.riptide.server.event.Json;
import io.riptide.server.event.JsonEvent;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// A message understood and checked, but not yet in a log.
///
/// @param fields the fields of its event, as a compact JSON object
/// @param priority 0, dropped first, to 9
/// @param keyHash hash of its key; 0 when it has none
@SuppressWarnings("ArrayRecordComponent") // made for one publish, compared by nobody
record Message(byte[] fields, int priority, int keyHash) {
    private static final byte[] ANY_EPOCH = {};

    /// A message without key and priority whose data is what `data` writes, a JSON value.
    static Message of(String topic, Consumer<JsonGenerator> data) {
        byte[] fields = Json.object(json -> {
            json.writeStringProperty("topic", topic);
            json.writeName("data");
            data.accept(json);
        });
        return new Message(fields, 0, 0);
    }

    /// Bytes its event takes at most.
    int lengthMax() {
        return new JsonEvent(EventType.MESSAGE, ANY_EPOCH, fields).lengthMax();
    }

    /// As the log of this epoch takes it.
    TopicMessage in(byte[] epoch) {
        JsonEvent event = new JsonEvent(EventType.MESSAGE, epoch, fields);
        return new TopicMessage(event.type(), priority, keyHash, event.lengthMax(), event);
    }
}
