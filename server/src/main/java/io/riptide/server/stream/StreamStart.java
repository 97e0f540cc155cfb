package io.riptide.server.stream;

import io.riptide.engine.log.EventLog;
import io.riptide.protocol.stream.Framing;
import io.riptide.server.event.EventType;
import java.util.Optional;
import java.util.function.Supplier;

/// Where in a log a stream begins, and with which event of its own.
///
/// @param offset the first event it tells, if that is still held
/// @param opening what it begins with; nothing when the log has its own
public record StreamStart(long offset, Optional<OpeningEvent> opening) {
    /// A stream of a log whose first event is its `metadata`.
    public static StreamStart of(Since since, EventLog log) {
        return new StreamStart(since.offset(log), since.resumed(log));
    }

    /// A stream of a log without `metadata`: one that does not resume begins with one that has these fields.
    public static StreamStart of(Since since, EventLog log, Supplier<byte[]> metadataFields) {
        // A log that has just been closed without an event has no last one to begin with.
        long offset = Math.max(0, since.offset(log));
        Optional<OpeningEvent> resumed = since.resumed(log);
        return new StreamStart(
                offset,
                resumed.isPresent()
                        ? resumed
                        : Optional.of(OpeningEvent.of(EventType.METADATA, log.epoch(), offset, metadataFields.get())));
    }

    /// `framing` with the opening event before all others.
    Framing before(Framing framing) {
        return opening.map(event -> event.before(framing)).orElse(framing);
    }
}
