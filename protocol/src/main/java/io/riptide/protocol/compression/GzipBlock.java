package io.riptide.protocol.compression;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.AnyThread;

/// A piece of content, compressed once, that can stand in any number of gzip streams.
///
/// It refers to nothing before it and ends on a byte, so streams that differ in everything else may share it.
///
/// - **Threading:** immutable; several loops may append it to streams of theirs at a time.
/// - **Ownership:** owns its bytes. Who made it releases it; who keeps it longer retains it first.
@AnyThread
public final class GzipBlock {
    private final ByteBuf deflated;
    private final int crc;
    private final int length;
    private final int crcShift;

    /// Takes `deflated`, the block of a content of `length` bytes with this CRC.
    GzipBlock(ByteBuf deflated, int crc, int length) {
        assert length > 0 : length;
        this.deflated = deflated;
        this.crc = crc;
        this.length = length;
        this.crcShift = CrcCombination.shift(length);
    }

    /// Bytes of the content.
    public int length() {
        return length;
    }

    /// Bytes it adds to a stream.
    public int deflatedLength() {
        return deflated.readableBytes();
    }

    /// Keeps it once more.
    public void retain() {
        deflated.retain();
    }

    /// Gives it back once.
    public void release() {
        deflated.release();
    }

    int crc() {
        return crc;
    }

    int crcShift() {
        return crcShift;
    }

    void appendTo(ByteBuf out) {
        out.writeBytes(deflated, deflated.readerIndex(), deflated.readableBytes());
    }
}
