package io.riptide.server.stream;

import io.riptide.engine.run.RunFailure;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.WorkSource;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.event.EventType;
import io.riptide.server.event.Json;
import io.riptide.server.event.JsonEvent;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// The first and the last event of every run.
public final class RunEvents {
    private static final byte[] NO_FIELDS = {};

    private RunEvents() {}

    /// The `metadata` event.
    public static WorkSource.Event metadata(
            byte[] epoch, StreamIdentity identity, String kind, Delivery delivery, StreamConfig config) {
        byte[] fields = MetadataText.of(identity, kind, delivery, config, NO_FIELDS);
        return new JsonEvent(EventType.METADATA, epoch, fields).toEvent();
    }

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
        return MetadataText.of(identity, kind, delivery, config, Json.object(own));
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
            case RunFailure.Refused _ -> "refused";
            case RunFailure.Faulty _ -> "faulty";
            case RunFailure.Overload _ -> "overload";
            case RunFailure.Internal _ -> "internal";
        };
    }
}
