package io.riptide.bench.jmh;

import io.riptide.engine.run.WorkSource;
import io.riptide.server.event.EventType;
import io.riptide.server.event.Json;
import io.riptide.server.event.JsonEvent;
import tools.jackson.core.JsonGenerator;

/// A `result` event with the fields the crawler's have, which makes its own in a package of its own.
public final class CrawlResult {
    private static final String URL = "https://www.example.org/articles/currents-of-ardmouth";
    private static final int TEXT_LENGTH = 500;

    private final String text =
            "The tide turns twice a day. ".repeat(TEXT_LENGTH).substring(0, TEXT_LENGTH);

    /// Its fields are encoded now; writing it puts type and id before them.
    public WorkSource.Event event(byte[] epoch) {
        return new JsonEvent(EventType.RESULT, epoch, Json.object(this::writeFields)).toEvent();
    }

    /// Everything but type and id.
    public void writeFields(JsonGenerator json) {
        json.writeNumberProperty("index", 3);
        json.writeObjectPropertyStart("result");
        json.writeStringProperty("url", URL);
        json.writeStringProperty("final_url", URL);
        json.writeNumberProperty("status", 200);
        json.writeBooleanProperty("from_cache", false);
        json.writeStringProperty("gate_decision", "raw");
        json.writeNumberProperty("quality_score", 0.812);
        json.writeNumberProperty("processing_time_ms", 48);
        json.writeObjectPropertyStart("timings");
        json.writeNumberProperty("queue_ms", 1);
        json.writeNumberProperty("dns_ms", 2);
        json.writeNumberProperty("connect_ms", 9);
        json.writeNumberProperty("tls_ms", 14);
        json.writeNumberProperty("first_byte_ms", 17);
        json.writeNumberProperty("download_ms", 3);
        json.writeNumberProperty("extract_ms", 2);
        json.writeEndObject();
        json.writeObjectPropertyStart("document");
        json.writeStringProperty("url", URL);
        json.writeStringProperty("title", "Currents of Ardmouth, part 1");
        json.writeStringProperty("text", text);
        json.writeNumberProperty("word_count", 107);
        json.writeEndObject();
        json.writeNullProperty("error");
        json.writeEndObject();
        json.writeObjectPropertyStart("progress");
        json.writeNumberProperty("completed", 4);
        json.writeNumberProperty("total", 10);
        json.writeNumberProperty("success_rate", 1.0);
        json.writeEndObject();
    }
}
