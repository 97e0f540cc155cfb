package io.riptide.server.crawl.fetch.coding;

import java.nio.ByteBuffer;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Undoes `deflate`, which by the book is zlib and from some servers a bare DEFLATE stream. The first byte
/// tells: zlib's low four bits are 8, and a bare stream that began so would be a stored block of a kind no
/// encoder writes.
///
/// - **Source:** RFC 9110, section 8.4.1.2; RFC 1950, section 2.2.
final class DeflateDecoder implements ContentDecoder {
    private static final int METHOD_MASK = 0x0F;
    private static final int METHOD_DEFLATE = 8;

    private @Nullable Inflater inflater;

    @Override
    public void decode(ByteBuffer source, DecodedBody out) throws DecodeException {
        if (!source.hasRemaining()) {
            return;
        }
        Inflater active = inflater;
        if (active == null) {
            boolean isZlib = (source.get(source.position()) & METHOD_MASK) == METHOD_DEFLATE;
            active = new Inflater(!isZlib);
            inflater = active;
        }
        InflateSteps.run(active, source, out, "deflate", _ -> {});
        if (active.finished()) {
            source.position(source.limit());
        }
    }

    @Override
    public void finish() throws DecodeException {
        if (inflater == null || !inflater.finished()) {
            throw new DecodeException("deflate: the body ends early");
        }
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
