package io.riptide.bench.wire;

import java.nio.ByteBuffer;

/// Finds the events in a stream's bytes, however these are cut.
///
/// A client that measures a fast server must not be slower than it, so a scanner learns how long the last tick
/// was on the wire and, where the next one lies whole in the buffer, looks only at the few bytes that must be
/// what they were: the event's first letter of `type` and its end. Whatever does not fit goes byte by byte.
sealed interface EventScanner permits LineScanner, FrameScanner, LineCollector {
    /// Scans `[from, to)`; moves no position.
    void scan(ByteBuffer source, int from, int to);
}
