package io.riptide.server.topic;

import io.riptide.engine.log.CursorId;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.WorkSource;
import io.riptide.engine.topic.TopicSnapshot;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.server.event.Json;
import io.riptide.server.event.WireTime;
import io.riptide.server.stream.RunEvents;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/// What is told of topics beside their messages.
public final class TopicEvents {
    private TopicEvents() {}

    /// The last event of a topic: a `summary`, to which each stream adds its own tally.
    public static WorkSource.Event last(byte[] epoch, RunOutcome outcome) {
        return RunEvents.terminal(epoch, outcome, _ -> {});
    }

    /// The `summary` of a subscription that its client has cancelled, while the topic goes on.
    public static byte[] cancelled(String stream, Subscription subscription) {
        StreamWriter writer = subscription.writer();
        LogCursor cursor = writer.cursor();
        byte[] epoch = subscription.topic().log().epoch();
        long next = cursor.untoldOffset();
        return Json.object(json -> {
            json.writeStringProperty("stream", stream);
            json.writeStringProperty("type", "summary");
            json.writeStringProperty("id", CursorId.format(epoch, next == 0 ? CursorId.BEFORE_FIRST : next - 1));
            json.writeStringProperty("outcome", RunEvents.word(new RunOutcome.Cancelled()));
            json.writeNumberProperty("events_emitted", cursor.delivered() + cursor.dropped());
            json.writeNumberProperty("events_delivered", cursor.delivered());
            json.writeNumberProperty("events_dropped", cursor.dropped());
            json.writeNumberProperty("bytes_delivered", writer.payloadBytes());
            json.writeNumberProperty("ttfb_us", TimeUnit.NANOSECONDS.toMicros(writer.ttfbNs()));
        });
    }

    /// Writes what a topic is like just now.
    public static void write(JsonGenerator json, TopicSnapshot topic) {
        json.writeStartObject();
        json.writeStringProperty("topic", topic.name());
        json.writeStringProperty("epoch", topic.epoch());
        json.writeNumberProperty("subscribers", topic.subscribers());
        json.writeNumberProperty("events", topic.nextOffset() - topic.earliestOffset());
        json.writeNumberProperty("bytes", topic.bytes());
        json.writeNumberProperty("memory_bytes", topic.memoryBytes());
        json.writeNumberProperty("earliest_offset", topic.earliestOffset());
        json.writeNumberProperty("next_offset", topic.nextOffset());
        if (topic.oldestAgeMs() < 0) {
            json.writeNullProperty("oldest_age_ms");
        } else {
            json.writeNumberProperty("oldest_age_ms", topic.oldestAgeMs());
        }
        json.writeStringProperty("created_at", WireTime.of(topic.createdMs()));
        if (topic.publishedMs() == 0) {
            json.writeNullProperty("published_at");
        } else {
            json.writeStringProperty("published_at", WireTime.of(topic.publishedMs()));
        }
        json.writeEndObject();
    }
}
