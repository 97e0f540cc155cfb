package io.riptide.server.search.index;

/// Bounds of an index of pages.
///
/// @param pagesMax pages kept; beyond them the oldest go
/// @param bytesMax bytes of all files of the index; the oldest pages go before they are reached
/// @param queuedPagesMax pages that wait to be written; more are dropped
/// @param queuedBytesMax bytes of memory of the pages that wait; more are dropped
/// @param textCharsMax characters kept of a page's text; the rest is not found
public record IndexLimits(int pagesMax, long bytesMax, int queuedPagesMax, long queuedBytesMax, int textCharsMax) {
    /// A sixteenth of it holds the longest page twice.
    static final long BYTES_MIN = 4 << 20;

    /// 200,000 pages, 1 GiB of files, 4,096 pages or 32 MiB in the queue, 64 Ki characters a page.
    public static final IndexLimits STANDARD = new IndexLimits(200_000, 1 << 30, 4_096, 32 << 20, 64 << 10);

    /// Refuses bounds below one, and files of less than 4 MiB.
    public IndexLimits {
        if (pagesMax < 1 || bytesMax < BYTES_MIN || queuedPagesMax < 1 || queuedBytesMax < 1 || textCharsMax < 1) {
            throw new IllegalArgumentException("pagesMax=" + pagesMax + " bytesMax=" + bytesMax + " queuedPagesMax="
                    + queuedPagesMax + " queuedBytesMax=" + queuedBytesMax + " textCharsMax=" + textCharsMax);
        }
    }

    /// A sixteenth of the bytes: the grain in which space is planned, and the largest segment that merging
    /// makes.
    long shareBytes() {
        return bytesMax / 16;
    }
}
