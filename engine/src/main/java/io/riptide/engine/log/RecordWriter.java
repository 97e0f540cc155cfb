package io.riptide.engine.log;

import org.agrona.MutableDirectBuffer;

/// Writes the payload of one record straight into its log.
@FunctionalInterface
public interface RecordWriter {
    /// Writes the payload of the record that will have `offset` from `index` on and returns its length in
    /// bytes, which must not be more than was asked for. A payload holds no raw line end. What this throws, the
    /// appender throws, and nothing is appended.
    int write(long offset, MutableDirectBuffer buffer, int index);
}
