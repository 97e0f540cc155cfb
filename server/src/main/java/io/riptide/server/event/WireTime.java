package io.riptide.server.event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/// Instants as all events and log lines have them: RFC 3339 in UTC with milliseconds.
///
/// - **Threading:** any thread; each keeps the text of the last second it wrote, for to format one takes longer
///   than all else in an event.
public final class WireTime {
    private static final long SECOND_MS = TimeUnit.SECONDS.toMillis(1);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);
    private static final ThreadLocal<Second> LAST = ThreadLocal.withInitial(() -> Second.of(0));

    private WireTime() {}

    /// The second since 1970 and its text, up to the point.
    private record Second(long second, String text) {
        static Second of(long second) {
            return new Second(second, SECOND.format(Instant.ofEpochSecond(second)));
        }
    }

    /// The text of the instant `ms` milliseconds after 1970 began.
    public static String of(long ms) {
        long wanted = Math.floorDiv(ms, SECOND_MS);
        Second last = LAST.get();
        if (last.second() != wanted) {
            last = Second.of(wanted);
            LAST.set(last);
        }
        int millis = (int) Math.floorMod(ms, SECOND_MS);
        return last.text()
                + (char) ('0' + millis / 100)
                + (char) ('0' + millis / 10 % 10)
                + (char) ('0' + millis % 10)
                + 'Z';
    }
}
