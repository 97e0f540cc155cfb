package io.riptide.protocol.compression;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;

/// One gzip stream: a header, blocks made for it or shared with others, and a trailer.
///
/// It is one member from its first block to its last, since browsers read no second one. All it keeps between
/// blocks is the CRC and the length of the content so far.
///
/// - **Threading:** on the event loop of its connection.
/// - **Ownership:** borrows blocks, sources and `out`, which it appends to and which grows as needed.
/// - **Bounds:** [#HEADER_LENGTH] and [#TRAILER_LENGTH] bytes a stream; a shared block costs a copy and one
///   multiplication.
/// - **Source:** RFC 1952, 2.3.
@OnEventLoop
public final class GzipStream {
    /// Bytes before the first block.
    public static final int HEADER_LENGTH = 10;

    /// Bytes behind the last block: the final one, which is empty, CRC and length.
    public static final int TRAILER_LENGTH = 2 + 4 + 4;

    private static final int MAGIC = 0x1f8b;
    private static final int DEFLATE = 8;

    /// Of the header's time, flags and hints none is known or needed; 255 is an unknown file system.
    private static final int UNKNOWN_SYSTEM = 255;

    /// Final block, fixed codes, end of block.
    private static final int LAST_BLOCK = 0x0300;

    private int crc;
    private long length;
    private boolean hasBegun;
    private boolean hasFinished;

    /// Appends a shared block.
    public void append(GzipBlock block, ByteBuf out) {
        begin(out);
        block.appendTo(out);
        add(block.crc(), block.length(), block.crcShift());
    }

    /// Appends `source[index, index + length)` as a block of its own.
    public void append(GzipBlocks blocks, ByteBuf source, int index, int lengthOfSource, ByteBuf out) {
        begin(out);
        int crcOfSource = blocks.append(source, index, lengthOfSource, out);
        add(crcOfSource, lengthOfSource, CrcCombination.shift(lengthOfSource));
    }

    /// Appends the trailer; nothing may follow.
    public void finish(ByteBuf out) {
        begin(out);
        hasFinished = true;
        out.writeShort(LAST_BLOCK);
        out.writeIntLE(crc);
        out.writeIntLE((int) length);
    }

    /// Bytes of content so far.
    public long length() {
        return length;
    }

    private void begin(ByteBuf out) {
        assert !hasFinished : "nothing follows the trailer";
        if (!hasBegun) {
            hasBegun = true;
            out.writeShort(MAGIC);
            out.writeByte(DEFLATE);
            out.writeZero(HEADER_LENGTH - 4);
            out.writeByte(UNKNOWN_SYSTEM);
        }
    }

    private void add(int crcOfBlock, int lengthOfBlock, int shiftOfBlock) {
        crc = CrcCombination.combine(crc, crcOfBlock, shiftOfBlock);
        length += lengthOfBlock;
    }
}
