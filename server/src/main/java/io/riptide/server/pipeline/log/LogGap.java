package io.riptide.server.pipeline.log;

import io.riptide.engine.log.GapReason;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Events that a reader did not get, one behind the other.
///
/// @param from offset of the first
/// @param to offset of the last
/// @param reason why the first was missed
public record LogGap(long from, long to, GapReason reason) {
    /// How many they are.
    public long count() {
        return to - from + 1;
    }

    /// This and what is missing right behind it.
    LogGap and(LogGap next) {
        return new LogGap(from, next.to, reason);
    }

    /// As metadata of a frame, in the words of `gap` events.
    public Map<String, Object> toMetadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("from", from);
        metadata.put("to", to);
        metadata.put("count", count());
        metadata.put("reason", reason.name().toLowerCase(Locale.ROOT));
        return metadata;
    }
}
