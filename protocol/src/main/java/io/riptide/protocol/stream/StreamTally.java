package io.riptide.protocol.stream;

/// What one stream did with the events of its log before the summary.
///
/// @param emitted events of the log from where the stream began
/// @param delivered of those, written to this stream
/// @param dropped of those, told as gaps; `emitted = delivered + dropped`
/// @param bytes payload bytes delivered
/// @param ttfbUs from request to first byte
record StreamTally(long emitted, long delivered, long dropped, long bytes, long ttfbUs) {
    StreamTally {
        assert emitted == delivered + dropped : emitted + " != " + delivered + " + " + dropped;
    }
}
