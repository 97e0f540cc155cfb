package io.riptide.server.crawl.fetch.coding;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The decoded bytes of one body, grown as they come and never past a bound.
///
/// It holds one byte more than `bytesMax`, because only the byte too many proves that a body is too large: one
/// of exactly `bytesMax` is not.
///
/// - **Threading:** one thread at a time.
/// - **Bounds:** `bytesMax + 1` bytes, and while the array doubles the old and the new one together, so at most
///   1.5 times that plus [#FIRST_CAPACITY].
public final class DecodedBody {
    private static final int FIRST_CAPACITY = 8 * 1024;

    /// Largest step between two looks at the bounds.
    private static final int STEP_MAX = 64 * 1024;

    private final int bytesMax;
    private byte[] bytes = new byte[0];
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

    /// The array that holds the bytes, from its start; the caller must not keep it if more are to come.
    public byte[] array() {
        return bytes;
    }

    /// Cuts what went over the bound.
    public void cutToMax() {
        lengthBytes = Math.min(lengthBytes, bytesMax);
    }

    /// A place to write the next bytes to, never empty; [#advance] says how many were written. Not when
    /// [#isOverfull].
    ByteBuffer room() {
        assert !isOverfull() : lengthBytes;
        if (lengthBytes == bytes.length) {
            long wanted = Math.max(FIRST_CAPACITY, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, bytesMax + 1L));
        }
        return ByteBuffer.wrap(bytes, lengthBytes, Math.min(STEP_MAX, bytes.length - lengthBytes));
    }

    void advance(int count) {
        assert count >= 0 && lengthBytes + count <= bytes.length : count;
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
