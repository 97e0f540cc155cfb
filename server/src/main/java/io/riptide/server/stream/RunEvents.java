package io.riptide.server.stream;

import io.riptide.engine.run.RunFailure;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.WorkSource;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.event.EventType;
import io.riptide.server.event.Json;
import io.riptide.server.event.JsonEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// The first and the last event of every run.
public final class RunEvents {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private RunEvents() {}

    /// The `metadata` event, with the work's own fields before `delivery`.
    public static WorkSource.Event metadata(
            byte[] epoch,
            StreamIdentity identity,
            String kind,
            Delivery delivery,
            StreamConfig config,
            Consumer<JsonGenerator> own) {
        return new JsonEvent(EventType.METADATA, epoch, metadataFields(identity, kind, delivery, config, own))
                .toEvent();
    }

    /// The fields of a `metadata` event, with the stream's own before `delivery`.
    public static byte[] metadataFields(
            StreamIdentity identity, String kind, Delivery delivery, StreamConfig config, Consumer<JsonGenerator> own) {
        return Json.object(json -> {
            json.writeStringProperty("request_id", identity.request().id());
            json.writeStringProperty("run_id", identity.runId());
            json.writeStringProperty("timestamp", timestamp(System.currentTimeMillis()));
            json.writeStringProperty("stream_type", kind);
            own.accept(json);
            delivery.write(json, identity.transport().window(config), config);
        });
    }

    /// The last event: a `summary` with the work's own fields, or an `error`.
    public static WorkSource.Event terminal(byte[] epoch, RunOutcome outcome, Consumer<JsonGenerator> own) {
        if (outcome instanceof RunOutcome.Failed(RunFailure failure)) {
            return error(epoch, failure);
        }
        byte[] fields = Json.object(json -> {
            json.writeStringProperty("outcome", word(outcome));
            own.accept(json);
        });
        return new JsonEvent(EventType.SUMMARY, epoch, fields).toEvent();
    }

    /// An instant in ms since 1970 as all events have it.
    public static String timestamp(long ms) {
        return TIMESTAMP.format(Instant.ofEpochMilli(ms));
    }

    /// The word for an outcome.
    public static String word(RunOutcome outcome) {
        return switch (outcome) {
            case RunOutcome.Completed _ -> "completed";
            case RunOutcome.Cancelled _ -> "cancelled";
            case RunOutcome.DeadlineExceeded _ -> "deadline";
            case RunOutcome.Shutdown _ -> "shutdown";
            case RunOutcome.Failed _ -> "failed";
        };
    }

    private static WorkSource.Event error(byte[] epoch, RunFailure failure) {
        byte[] fields = Json.object(json -> {
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("type", word(failure));
            json.writeStringProperty("message", failure.message());
            json.writeBooleanProperty("retryable", failure.isRetryable());
            json.writeEndObject();
        });
        return new JsonEvent(EventType.ERROR, epoch, fields).toEvent();
    }

    private static String word(RunFailure failure) {
        return switch (failure) {
            case RunFailure.Transient _ -> "transient";
            case RunFailure.Overload _ -> "overload";
            case RunFailure.Internal _ -> "internal";
        };
    }
}
