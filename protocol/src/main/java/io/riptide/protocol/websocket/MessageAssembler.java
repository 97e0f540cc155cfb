package io.riptide.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.WebSocketProtocolException;
import org.jspecify.annotations.Nullable;

/// Collects the pieces of one message, each byte copied once.
///
/// Pieces are copied and not kept, since a read buffer of kilobytes may carry a fragment of one byte. They go
/// into blocks of which each is about as large as what came before, so a long message needs few blocks, and one
/// that its sender never finishes holds no more than twice what arrived.
///
/// - **Threading:** on the event loop.
/// - **Ownership:** owns its blocks until [#clear]; [#message] is lent.
/// - **Bounds:** holds what the budget granted, at most twice the bytes appended plus [#BLOCK_BYTES_MIN].
/// - **Failure:** a spent budget closes with 1008: the contract knows that code for limits of the server; 1013
///   "try again later" would fit the meaning, but no client of ours is told to expect it.
@OnEventLoop
final class MessageAssembler {
    private static final int BLOCK_BYTES_MIN = 256;
    private static final int BLOCK_BYTES_MAX = 256 * 1024;

    private final InboundBudget budget;
    private @Nullable CompositeByteBuf full;
    private @Nullable ByteBuf open;
    private long reservedBytes;
    private int length;

    MessageAssembler(InboundBudget budget) {
        this.budget = budget;
    }

    boolean isEmpty() {
        return length == 0;
    }

    int length() {
        return length;
    }

    /// Copies `source[index, index + bytes)`; no more than `bytesAheadMax` will follow.
    void append(ByteBufAllocator allocator, ByteBuf source, int index, int bytes, long bytesAheadMax)
            throws WebSocketProtocolException {
        int copied = 0;
        while (copied < bytes) {
            ByteBuf block = blockFor(allocator, bytes - copied, bytesAheadMax);
            int part = Math.min(bytes - copied, block.writableBytes());
            block.writeBytes(source, index + copied, part);
            copied += part;
            length += part;
        }
    }

    /// Copies `source[0, bytes)`.
    void append(ByteBufAllocator allocator, byte[] source, int bytes) throws WebSocketProtocolException {
        int copied = 0;
        while (copied < bytes) {
            ByteBuf block = blockFor(allocator, bytes - copied, BLOCK_BYTES_MAX);
            int part = Math.min(bytes - copied, block.writableBytes());
            block.writeBytes(source, copied, part);
            copied += part;
            length += part;
        }
    }

    /// All that was appended, lent until [#clear].
    ByteBuf message() {
        if (full == null) {
            return open == null ? Unpooled.EMPTY_BUFFER : open;
        }
        if (open != null) {
            full.addComponent(true, open);
            open = null;
        }
        return full;
    }

    /// Gives blocks and budget back.
    void clear() {
        if (open != null) {
            open.release();
            open = null;
        }
        if (full != null) {
            full.release();
            full = null;
        }
        if (reservedBytes > 0) {
            budget.release(reservedBytes);
            reservedBytes = 0;
        }
        length = 0;
    }

    private ByteBuf blockFor(ByteBufAllocator allocator, int bytes, long bytesAheadMax)
            throws WebSocketProtocolException {
        if (open != null && open.isWritable()) {
            return open;
        }
        long wanted = Math.max(bytes, Math.min(bytes + bytesAheadMax, length));
        int capacity = Math.clamp(wanted, BLOCK_BYTES_MIN, BLOCK_BYTES_MAX);
        if (!budget.tryReserve(capacity)) {
            throw new WebSocketProtocolException(CloseCode.POLICY, "no room for unfinished messages");
        }
        reservedBytes += capacity;
        if (open != null) {
            if (full == null) {
                full = allocator.compositeBuffer(Integer.MAX_VALUE);
            }
            full.addComponent(true, open);
        }
        open = allocator.buffer(capacity, capacity);
        return open;
    }
}
