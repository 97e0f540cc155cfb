package io.riptide.engine.log;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one reader's place in a log stood at one moment.
///
/// @param waiting events that wait
/// @param oldestAgeNs how long ago the oldest of them was appended; 0 when none waits
/// @param delivered events taken by the handler
/// @param dropped events that were not given, by reason; only those reasons that there were
public record CursorSnapshot(long waiting, long oldestAgeNs, long delivered, Map<GapReason, Long> dropped) {
    static CursorSnapshot of(LogCursor cursor, @Nullable ConflatingReader conflating, Account account) {
        long appendedNs =
                conflating != null && !conflating.isEmpty() ? conflating.oldestAppendedNs() : cursor.nextAppendedNs();
        long ageNs = appendedNs == 0 ? 0 : Math.max(0, System.nanoTime() - appendedNs);
        Map<GapReason, Long> dropped = new EnumMap<>(GapReason.class);
        for (GapReason reason : GapReason.values()) {
            long events = account.dropped(reason);
            if (events > 0) {
                dropped.put(reason, events);
            }
        }
        return new CursorSnapshot(cursor.waiting(), ageNs, account.delivered(), dropped);
    }
}
