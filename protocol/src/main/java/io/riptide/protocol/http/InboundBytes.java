package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.OnEventLoop;

/// Bytes received and not read yet; no buffer at all while there are none.
///
/// - **Ownership:** takes what is appended; [#readable] is borrowed until the next call.
/// - **Bounds:** appending costs amortised O(bytes), since a buffer that must grow at least doubles.
@OnEventLoop
final class InboundBytes {
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    ByteBuf readable() {
        return bytes;
    }

    int size() {
        return bytes.readableBytes();
    }

    /// Takes `more`.
    void append(ByteBufAllocator allocator, ByteBuf more) {
        if (!bytes.isReadable()) {
            bytes.release();
            bytes = more;
            return;
        }
        try {
            int lengthBytes = more.readableBytes();
            boolean isOurs = bytes.refCnt() == 1 && !bytes.isReadOnly();
            if (!isOurs || bytes.maxWritableBytes() < lengthBytes || bytes.writableBytes() < lengthBytes) {
                grow(allocator, lengthBytes);
            }
            bytes.writeBytes(more);
        } finally {
            more.release();
        }
    }

    /// Gives the buffer back if all of it was read.
    void releaseIfRead() {
        if (!bytes.isReadable()) {
            release();
        }
    }

    /// Drops everything.
    void release() {
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }

    /// Hands everything over; the caller releases it.
    ByteBuf handOver() {
        ByteBuf unread = bytes;
        bytes = Unpooled.EMPTY_BUFFER;
        return unread;
    }

    private void grow(ByteBufAllocator allocator, int lengthBytes) {
        ByteBuf larger = allocator.buffer(Math.max(2 * size(), size() + lengthBytes));
        larger.writeBytes(bytes);
        bytes.release();
        bytes = larger;
    }
}
