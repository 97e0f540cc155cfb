package io.riptide.server.crawl.fetch;

import java.util.List;

/// The decoded bytes of a page, in the pieces they were collected in: a large body is copied once, by [#toBytes].
///
/// - **Threading:** immutable; any thread.
public final class PageBody {
    public static final PageBody EMPTY = new PageBody(List.of(), 0);

    private final List<byte[]> segments;
    private final int lengthBytes;

    /// Takes `segments`, of which all but the last are full.
    PageBody(List<byte[]> segments, int lengthBytes) {
        this.segments = segments;
        this.lengthBytes = lengthBytes;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    /// A copy.
    public byte[] toBytes() {
        byte[] bytes = new byte[lengthBytes];
        int at = 0;
        for (byte[] segment : segments) {
            int count = Math.min(segment.length, lengthBytes - at);
            System.arraycopy(segment, 0, bytes, at, count);
            at += count;
        }
        return bytes;
    }
}
