package io.riptide.protocol.compression;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.protocol.OnEventLoop;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Makes blocks of gzip streams, one after the other, for all connections of an event loop.
///
/// A block is deflate data that ends with a full flush. The flush pads to a byte, so a decoder has every byte
/// of the content as soon as it has the block; and the deflater forgets what was before it, so no block refers
/// to another, any blocks can follow each other, and one deflater serves all streams:
///
/// ```
/// header │ block │ block │ block │ … │ final empty block, CRC, length
///   10      deflate … 00 00 FF FF                      10
/// ```
///
/// What it costs is the window: a block of one small event shrinks less than it would behind others. Events
/// that wait together are one block, which gives most of that back.
///
/// - **Threading:** on the event loop it belongs to.
/// - **Ownership:** borrows what it is given.
/// - **Bounds:** about 320 KiB a loop and level in use: zlib's 268 and two buffers. A block is at most 5 bytes
///   in 16 KiB longer than its content, and about 5 more. No allocation, unless the block is to be kept.
/// - **Source:** RFC 1951, 3.2.4; the zlib manual, `deflate` with `Z_FULL_FLUSH`.
@OnEventLoop
public final class GzipBlocks {
    /// Fastest.
    public static final int LEVEL_MIN = 1;

    /// Smallest.
    public static final int LEVEL_MAX = 9;

    private static final int PLAIN_LENGTH = 32 * 1024;
    private static final int DEFLATED_LENGTH = 16 * 1024;

    /// By level less one. A deflater that changed its level would flush first, so each level has its own.
    private static final List<OfLoop> OF_LOOP =
            IntStream.rangeClosed(LEVEL_MIN, LEVEL_MAX).mapToObj(OfLoop::new).toList();

    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final ByteBuf plain = Unpooled.directBuffer(PLAIN_LENGTH);
    private final ByteBuf deflated = Unpooled.directBuffer(DEFLATED_LENGTH);

    private GzipBlocks(int level) {
        deflater = new Deflater(level, true);
    }

    /// The calling loop's, for blocks of this level.
    public static GzipBlocks ofLoop(int level) {
        assert level >= LEVEL_MIN && level <= LEVEL_MAX : level;
        return OF_LOOP.get(level - LEVEL_MIN).get();
    }

    /// Where to put content that is to become a block, behind its writer index, on this loop and at once: it is
    /// the caller's until the next block, and the next who asks gets the same buffer. It has room for
    /// `lengthMax` bytes, 32 KiB at most, and grows when it is made to.
    public ByteBuf plain(int lengthMax) {
        trim();
        int start = Math.max(0, PLAIN_LENGTH - lengthMax);
        return plain.setIndex(start, start);
    }

    /// Compresses `source[index, index + length)` into a block that is the caller's.
    public GzipBlock block(ByteBuf source, int index, int length, ByteBufAllocator allocator) {
        ByteBuf out = allocator.directBuffer(length / 2 + 16);
        try {
            int crcOfContent = append(source, index, length, out);
            return new GzipBlock(out, crcOfContent, length);
        } catch (RuntimeException | Error e) {
            out.release();
            throw e;
        }
    }

    /// Appends the block of `source[index, index + length)` to `out`, which grows as needed, and returns the
    /// content's CRC.
    int append(ByteBuf source, int index, int length, ByteBuf out) {
        assert length > 0 : length;
        assert source.nioBufferCount() == 1 : source;
        ByteBuffer input = source.internalNioBuffer(index, length);
        int start = input.position();
        crc.reset();
        crc.update(input);
        deflater.setInput(input.position(start));
        boolean isFlushed = false;
        try {
            flushTo(out);
            isFlushed = true;
        } finally {
            if (!isFlushed) {
                deflater.reset(); // else the next block would begin with the rest of this one
            }
        }
        trim();
        return (int) crc.getValue();
    }

    /// A full flush leaves the deflater as a reset would, so there is none: it would clear 64 KiB once more.
    private void flushTo(ByteBuf out) {
        int produced;
        do {
            ByteBuffer room = deflated.internalNioBuffer(0, DEFLATED_LENGTH);
            produced = deflater.deflate(room, Deflater.FULL_FLUSH);
            out.writeBytes(deflated, 0, produced);
        } while (produced == DEFLATED_LENGTH);
        assert deflater.needsInput();
    }

    /// One long event must not keep its memory.
    private void trim() {
        if (plain.capacity() > PLAIN_LENGTH) {
            plain.clear().capacity(PLAIN_LENGTH);
        }
    }

    private void free() {
        deflater.end();
        plain.release();
        deflated.release();
    }

    private static final class OfLoop extends FastThreadLocal<GzipBlocks> {
        private final int level;

        OfLoop(int level) {
            this.level = level;
        }

        @Override
        protected GzipBlocks initialValue() {
            return new GzipBlocks(level);
        }

        @Override
        protected void onRemoval(GzipBlocks blocks) {
            blocks.free();
        }
    }
}
