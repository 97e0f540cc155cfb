package io.riptide.engine.log;

/// How much a log keeps of what every gating cursor has read.
///
/// @param bytesMax bytes of records kept at most, the segment being written not counted; 0 keeps nothing that
///     was read
public record Retention(long bytesMax) {
    /// Keeps only what is still to be read.
    public static final Retention NONE = new Retention(0);

    /// Refuses a negative bound.
    public Retention {
        if (bytesMax < 0) {
            throw new IllegalArgumentException("bytesMax=" + bytesMax);
        }
    }
}
