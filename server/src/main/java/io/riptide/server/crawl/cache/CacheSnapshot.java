package io.riptide.server.crawl.cache;

/// Figures of the cache at one instant.
///
/// @param hits look-ups that found what is as good as new
/// @param stale look-ups that found what its site has to be asked about
/// @param misses all other look-ups
/// @param stored entries kept in memory by those who made them
/// @param tooLarge entries not kept for their size
/// @param entries that are in memory now
/// @param bytes that they weigh
/// @param shared figures of Redis
/// @param trouble what is wrong, for people; empty when all is well
public record CacheSnapshot(
        long hits,
        long stale,
        long misses,
        long stored,
        long tooLarge,
        long entries,
        long bytes,
        Shared shared,
        String trouble) {
    /// Nothing is kept.
    public static final CacheSnapshot NONE = new CacheSnapshot(0, 0, 0, 0, 0, 0, 0, Shared.NONE, "");

    /// Figures of what nodes share.
    ///
    /// @param hits look-ups in Redis that found something
    /// @param misses look-ups that found nothing
    /// @param unreadable entries that could not be read, and were removed
    /// @param stored entries that Redis has taken
    /// @param dropped entries not sent, because too many were on their way or Redis was away or full
    /// @param full entries that Redis had no room for
    /// @param errors commands that failed or took too long
    /// @param refused look-ups not sent, because Redis was away
    /// @param bytesRead of entries found
    /// @param bytesWritten of entries stored
    /// @param inFlight entries on their way now
    public record Shared(
            long hits,
            long misses,
            long unreadable,
            long stored,
            long dropped,
            long full,
            long errors,
            long refused,
            long bytesRead,
            long bytesWritten,
            long inFlight) {
        /// Nothing is shared.
        public static final Shared NONE = new Shared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
