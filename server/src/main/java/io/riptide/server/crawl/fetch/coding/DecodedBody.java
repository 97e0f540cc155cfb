package io.riptide.server.crawl.fetch.coding;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The decoded bytes of one body, grown as they come and never past a bound.
///
/// It holds one byte more than `bytesMax`, because only the byte too many proves that a body is too large: one
/// of exactly `bytesMax` is not.
///
/// - **Threading:** one thread at a time.
/// - **Bounds:** `bytesMax + 1` bytes, and less than [#SEGMENT_BYTES] more; while the first array doubles, the old and
///   the new one together.
public final class DecodedBody {
    /// Of an array. A larger body has several: to double them would take twice the memory, and as much to copy.
    private static final int SEGMENT_BYTES = 64 * 1024;

    private static final int FIRST_CAPACITY = 8 * 1024;

    private final int bytesMax;

    /// Those before `last`, all full.
    private final List<byte[]> full = new ArrayList<>(0);

    private byte[] last = new byte[0];
    private int lastLength;
    private int lengthBytes;

    public DecodedBody(int bytesMax) {
        if (bytesMax < 0 || bytesMax == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("bytesMax=" + bytesMax);
        }
        this.bytesMax = bytesMax;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    public boolean isOverfull() {
        return lengthBytes > bytesMax;
    }

    /// The arrays that hold the bytes, all but the last full; the caller must not keep them if more are to come.
    public List<byte[]> segments() {
        List<byte[]> segments = new ArrayList<>(full);
        segments.add(last);
        return segments;
    }

    /// Cuts what went over the bound.
    public void cutToMax() {
        lengthBytes = Math.min(lengthBytes, bytesMax);
    }

    /// A place to write the next bytes to, never empty; [#advance] says how many were written. Not when
    /// [#isOverfull].
    ByteBuffer room() {
        assert !isOverfull() : lengthBytes;
        if (lastLength == last.length) {
            grow();
        }
        return ByteBuffer.wrap(last, lastLength, last.length - lastLength);
    }

    private void grow() {
        long wanted = bytesMax + 1L - lengthBytes;
        if (last.length < SEGMENT_BYTES) {
            int capacity = Math.clamp(2L * last.length, FIRST_CAPACITY, SEGMENT_BYTES);
            last = Arrays.copyOf(last, (int) Math.min(capacity, lastLength + wanted));
        } else {
            full.add(last);
            last = new byte[(int) Math.min(SEGMENT_BYTES, wanted)];
            lastLength = 0;
        }
    }

    void advance(int count) {
        assert count >= 0 && lastLength + count <= last.length : count;
        lastLength += count;
        lengthBytes += count;
    }

    /// Copies from `source` as much as fits.
    void append(ByteBuffer source) {
        while (source.hasRemaining() && !isOverfull()) {
            ByteBuffer room = room();
            int count = Math.min(room.remaining(), source.remaining());
            room.put(room.position(), source, source.position(), count);
            source.position(source.position() + count);
            advance(count);
        }
    }
}
