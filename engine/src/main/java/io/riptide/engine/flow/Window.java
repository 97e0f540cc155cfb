package io.riptide.engine.flow;

/// How far a producer may run ahead of one reader.
///
/// @param events events that may wait for the reader
/// @param bytes bytes of records that may wait; the record that reaches this bound may pass it, so that none is
///     too long
public record Window(int events, long bytes) {
    /// Refuses bounds that would let nothing through.
    public Window {
        if (events < 1 || bytes < 1) {
            throw new IllegalArgumentException("events=" + events + " bytes=" + bytes);
        }
    }
}
