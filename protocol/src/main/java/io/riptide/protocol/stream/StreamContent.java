package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.compression.GzipBlock;
import io.riptide.protocol.compression.GzipBlocks;
import io.riptide.protocol.compression.GzipStream;
import io.riptide.protocol.http.ChunkFraming;
import org.jspecify.annotations.Nullable;

/// The content of one stream on its way into buffers: coded, if it is to be, and marked off.
///
/// 1. `ByteBuf body = content.begin(out, lengthMax)`: `out` itself, or what will be compressed into it.
/// 2. The caller appends to `body`, or does not, and to nothing else.
/// 3. `content.end(body, out, isLast)`. What was appended is now one chunk, and one block, at the end of `out`.
///
/// - **Threading:** on the channel's event loop. Steps of two buffers must not be mixed.
/// - **Ownership:** borrows `out`; lends `body` until [#end], or until another stream of the loop begins.
@OnEventLoop
final class StreamContent {
    /// Bytes of `body` that who fills it must leave free: for a chunk around it and the last one behind it.
    static final int RESERVED_LENGTH = ChunkFraming.OVERHEAD_BYTES + ChunkFraming.LAST_BYTES;

    /// A few events, compressed; the buffer grows when they are more.
    private static final int COMPRESSED_LENGTH = 1024;

    private final boolean isChunked;
    private final @Nullable GzipStream gzip;
    private final int gzipLevel;
    private int outIndex;
    private int bodyIndex;

    StreamContent(Transfer transfer, ContentCoding coding) {
        isChunked = transfer == Transfer.CHUNKED;
        switch (coding) {
            case ContentCoding.Identity _ -> {
                gzip = null;
                gzipLevel = 0;
            }
            case ContentCoding.Gzip(int level) -> {
                gzip = new GzipStream();
                gzipLevel = level;
            }
        }
    }

    /// How long to make the buffer for a body of up to `lengthMax` bytes.
    int bufferLength(int lengthMax) {
        return gzip == null ? lengthMax : Math.min(lengthMax, COMPRESSED_LENGTH);
    }

    /// Begins a body behind what `out` holds, and returns where to append it. There is room for a preamble or a
    /// heartbeat; when the body is to be compressed, for `lengthMax` bytes.
    ByteBuf begin(ByteBuf out, int lengthMax) {
        outIndex = out.writerIndex();
        ByteBuf body = out;
        if (gzip != null) {
            body = GzipBlocks.ofLoop(gzipLevel).plain(lengthMax);
        } else {
            out.ensureWritable(RESERVED_LENGTH + Framing.EXTRA_LENGTH_MAX);
            beginChunk(out);
        }
        bodyIndex = body.writerIndex();
        return body;
    }

    /// Ends the body, and the content when `isLast`; leaves `out` as it was when there is nothing to say.
    /// Returns the body's bytes before coding.
    int end(ByteBuf body, ByteBuf out, boolean isLast) {
        int length = body.writerIndex() - bodyIndex;
        GzipStream coded = gzip;
        if (coded != null) {
            compress(coded, body, length, out, isLast);
        } else if (length == 0) {
            out.writerIndex(outIndex);
        } else {
            endChunk(out);
        }
        if (isLast && isChunked) {
            out.ensureWritable(ChunkFraming.LAST_BYTES);
            ChunkFraming.last(out);
        }
        return length;
    }

    /// Appends a block that is compressed already as one chunk to `out`, which has room for what marks it off.
    void append(GzipBlock block, ByteBuf out) {
        GzipStream coded = gzip;
        assert coded != null;
        outIndex = out.writerIndex();
        beginChunk(out);
        coded.append(block, out);
        endChunk(out);
    }

    /// Bytes that [#append] makes of the block at most.
    static int codedLengthMax(GzipBlock block) {
        return block.deflatedLength() + GzipStream.HEADER_LENGTH + ChunkFraming.OVERHEAD_BYTES;
    }

    private void compress(GzipStream coded, ByteBuf body, int length, ByteBuf out, boolean isLast) {
        if (length == 0 && !isLast) {
            return;
        }
        out.ensureWritable(ChunkFraming.OVERHEAD_BYTES);
        beginChunk(out);
        if (length > 0) {
            coded.append(GzipBlocks.ofLoop(gzipLevel), body, bodyIndex, length, out);
        }
        if (isLast) {
            coded.finish(out);
        }
        endChunk(out);
    }

    private void beginChunk(ByteBuf out) {
        if (isChunked) {
            ChunkFraming.begin(out);
        }
    }

    private void endChunk(ByteBuf out) {
        if (isChunked) {
            ChunkFraming.end(out, outIndex);
        }
    }
}
