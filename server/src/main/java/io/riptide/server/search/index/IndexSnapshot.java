package io.riptide.server.search.index;

/// Figures of the index at one instant.
///
/// @param pages that are found now
/// @param bytes of all files of the index, when last measured
/// @param queued pages that wait to be written
/// @param added pages that were written and made durable
/// @param dropped pages that were not: the queue was full, the URL too long, the disk too, or the index closed
/// @param evicted pages that went to make room
/// @param failures of opening, writing and searching
public record IndexSnapshot(
        long pages, long bytes, long queued, long added, long dropped, long evicted, long failures) {}
