package io.riptide.server.crawl.fetch;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The decoded bytes of a page: a view of the array they were collected in, so that a large body is not copied
/// once more.
///
/// - **Threading:** immutable; any thread.
/// - **Bounds:** the array may be up to twice [#lengthBytes].
public final class PageBody {
    public static final PageBody EMPTY = new PageBody(new byte[0], 0);

    private final byte[] array;
    private final int lengthBytes;

    /// Takes `array`.
    PageBody(byte[] array, int lengthBytes) {
        assert lengthBytes <= array.length : lengthBytes;
        this.array = array;
        this.lengthBytes = lengthBytes;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    public InputStream stream() {
        return new ByteArrayInputStream(array, 0, lengthBytes);
    }

    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array, 0, lengthBytes).asReadOnlyBuffer();
    }

    /// A copy.
    public byte[] toBytes() {
        return Arrays.copyOf(array, lengthBytes);
    }
}
