package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.engine.log.CursorId;
import io.riptide.engine.log.EventLog;
import io.riptide.server.input.Faults;
import io.riptide.server.input.Fields;
import java.util.Optional;
import java.util.OptionalLong;

/// Where in a log a client wants to begin.
///
/// A cursor is the id of the last event that the client has, so its stream begins with the next one. A cursor
/// of another log, or of an event that this one never had, says nothing about it: the stream then begins with
/// the earliest event held, and `resumed` says by a `since` of null that the cursor was of no use. A stream that
/// would have nothing left to tell begins with the log's last event, so that it has an end.
///
/// - **Threading:** immutable.
public sealed interface Since {
    /// Name of the event that a resumed stream begins with.
    byte[] RESUMED = "resumed".getBytes(US_ASCII);

    /// Everything that is held.
    record Earliest() implements Since {}

    /// What comes from now on.
    record Latest() implements Since {}

    /// What comes behind this event.
    ///
    /// @param id a well-formed cursor
    record Cursor(String id) implements Since {}

    /// Reads the field `Last-Event-ID`, or in its absence `since`; everything that is held when neither is
    /// given.
    static Since read(Fields fields, Optional<String> lastEventId) {
        return read(fields, lastEventId, "earliest");
    }

    /// Reads the field `Last-Event-ID`, or in its absence `since`; `fallback` when neither is given. The field
    /// is the newer of the two: a browser that comes back adds it to a URL that says where to begin at first.
    static Since read(Fields fields, Optional<String> lastEventId, String fallback) {
        Since first = parse(
                fields.text("since", CursorId.LENGTH_MAX, fallback), "since", fields.pointer("since"), fields.faults());
        return lastEventId
                .map(id -> parse(id, "Last-Event-ID", "Last-Event-ID", fields.faults()))
                .orElse(first);
    }

    private static Since parse(String text, String name, String pointer, Faults faults) {
        return switch (text) {
            case "earliest" -> new Earliest();
            case "latest" -> new Latest();
            default -> {
                if (!CursorId.isWellFormed(text)) {
                    faults.add(pointer, name + " must be the id of an event, earliest or latest");
                }
                yield new Cursor(text);
            }
        };
    }

    /// The offset in `log` at which to begin.
    default long offset(EventLog log) {
        long wanted = switch (this) {
            case Earliest _ -> log.earliestOffset();
            case Latest _ -> log.publishedOffset();
            case Cursor cursor -> {
                OptionalLong seen = seen(cursor.id, log);
                yield seen.isPresent() ? next(seen.getAsLong()) : log.earliestOffset();
            }
        };
        long published = log.publishedOffset();
        boolean isOver = log.isClosed();
        return isOver ? Math.min(wanted, log.publishedOffset() - 1) : Math.min(wanted, published);
    }

    /// The offset of the event of `log` that `id` names, or of what stands before its first one.
    private static OptionalLong seen(String id, EventLog log) {
        OptionalLong named = log.offsetOf(id);
        boolean isOfLog = named.isPresent()
                && (named.getAsLong() == CursorId.BEFORE_FIRST || named.getAsLong() < log.publishedOffset());
        return isOfLog ? named : OptionalLong.empty();
    }

    private static long next(long seen) {
        return seen == CursorId.BEFORE_FIRST ? 0 : seen + 1;
    }

    /// The `resumed` event of a stream of `log` that begins here, if it is to have one.
    default Optional<OpeningEvent> resumed(EventLog log) {
        if (!(this instanceof Cursor(String id))) {
            return Optional.empty();
        }
        String since = seen(id, log).isPresent() ? '"' + id + '"' : "null";
        byte[] event = ("{\"type\":\"resumed\",\"id\":\"" + id + "\",\"since\":" + since + '}').getBytes(US_ASCII);
        byte[] epoch = id.substring(0, CursorId.EPOCH_LENGTH).getBytes(US_ASCII);
        long offset = CursorId.offset(id, epoch).orElseThrow();
        return Optional.of(new OpeningEvent(RESUMED, epoch, offset, event));
    }
}
