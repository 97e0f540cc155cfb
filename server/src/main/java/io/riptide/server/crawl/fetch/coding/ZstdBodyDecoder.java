package io.riptide.server.crawl.fetch.coding;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/// Undoes `zstd` with zstd-jni: one frame or several.
///
/// - **Bounds:** a window of 8 MiB, which is all that a user agent has to support; a frame that wants more is
///   refused.
/// - **Source:** RFC 8878, section 3.1; RFC 9659, section 3.
final class ZstdBodyDecoder implements ContentDecoder {
    private static final int WINDOW_LOG_MAX = 23;

    private final ZstdDecompressCtx context = new ZstdDecompressCtx().setLongMax(WINDOW_LOG_MAX);
    private boolean isBetweenFrames;

    @Override
    public void decode(ByteBuffer source, DecodedBody out) throws DecodeException {
        try {
            while (!out.isOverfull()) {
                ByteBuffer room = out.room();
                int from = room.position();
                int unread = source.remaining();
                boolean isFrameDone = context.decompressByteBufferStream(room, source);
                int count = room.position() - from;
                out.advance(count);
                isBetweenFrames = isFrameDone;
                if (!source.hasRemaining() && (isFrameDone || room.hasRemaining())) {
                    return;
                }
                if (count == 0 && source.remaining() == unread) {
                    throw new DecodeException("zstd: the decoder makes no progress");
                }
            }
        } catch (ZstdException e) {
            throw new DecodeException("zstd: " + e.getMessage());
        }
    }

    @Override
    public void finish() throws DecodeException {
        if (!isBetweenFrames) {
            throw new DecodeException("zstd: the body ends early");
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
