package io.riptide.engine.log;

/// How much a log keeps of what every gating cursor has read: what exceeds any one of the bounds goes.
///
/// Records go a whole segment at a time, and the segment being written always stays. So a log keeps up to one
/// segment more than each bound says, and what is in the last segment may grow older than `ageNsMax`.
///
/// @param bytesMax bytes of records kept at most, the segment being written not counted; 0 keeps nothing that
///     was read
/// @param eventsMax events kept at most
/// @param ageNsMax time since they were appended that events are kept
public record Retention(long bytesMax, long eventsMax, long ageNsMax) {
    /// Keeps only what is still to be read.
    public static final Retention NONE = ofBytes(0);

    /// Refuses negative bounds.
    public Retention {
        if (bytesMax < 0 || eventsMax < 0 || ageNsMax < 0) {
            throw new IllegalArgumentException(
                    "bytesMax=" + bytesMax + " eventsMax=" + eventsMax + " ageNsMax=" + ageNsMax);
        }
    }

    /// Keeps so many bytes, however many events they are and however old.
    public static Retention ofBytes(long bytesMax) {
        return new Retention(bytesMax, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /// Whether anything is kept once it was read.
    public boolean keepsAny() {
        return bytesMax > 0 && eventsMax > 0 && ageNsMax > 0;
    }

    /// Whether an event may go that has so many behind it, the last of which was appended so long ago.
    boolean isPast(long eventsBehind, long ageNs) {
        return eventsBehind >= eventsMax || ageNs >= ageNsMax;
    }
}
