package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.protocol.OnEventLoop;
import org.jspecify.annotations.Nullable;

/// Frames what the server says and writes it to the channel, with one flush for all that a read brought about.
///
/// - **Threading:** on the event loop.
/// - **Ownership:** takes payloads; a payload over 1 KiB is written as it is behind its head, never copied.
/// - **Bounds:** what waits in the channel is the caller's to watch, by [#isOverdue] and [#mayOwe].
/// - **Failure:** a write that fails reaches `exceptionCaught`.
@OnEventLoop
final class MessageWriter {
    /// Under this size one buffer with head and copy is cheaper than two.
    private static final int COPIED_BYTES_MAX = 1024;

    /// A larger message would hold up the loop for longer than compressing it is worth.
    private static final int DEFLATED_BYTES_MAX = 1 << 20;

    /// Replies that may wait although the channel is full: so a client that reads a saturated stream is heard,
    /// and one that never reads cannot make us write on.
    private static final long OWED_BYTES_MAX = 16 * 1024;

    /// What a waiting write costs besides its bytes: so empty pongs are not free.
    private static final int WRITE_COST_BYTES = 128;

    private static final int REASON_BYTES_MAX = FrameHeader.CONTROL_BYTES_MAX - Short.BYTES;
    private static final byte[] NO_PREFIX = {};

    private final ChannelHandlerContext ctx;
    private final WebSocketLimits limits;
    private final @Nullable DeflateTerms deflate;
    private long owedBytes;
    private boolean inReadTurn;
    private boolean needsFlush;

    MessageWriter(ChannelHandlerContext ctx, WebSocketLimits limits, @Nullable DeflateTerms deflate) {
        this.ctx = ctx;
        this.limits = limits;
        this.deflate = deflate;
    }

    /// Whether more waits for the socket than the limits allow.
    boolean isOverdue() {
        return !ctx.channel().isWritable() && ctx.channel().bytesBeforeWritable() > limits.outboundBytesMax();
    }

    /// Whether a reply may still be caused: the channel has room, or little is owed since it had.
    boolean mayOwe() {
        return ctx.channel().isWritable() || owedBytes < OWED_BYTES_MAX;
    }

    /// Takes `payload` and sends it as one message.
    void send(int opcode, ByteBuf payload) {
        int length = payload.readableBytes();
        if (deflate != null && length >= limits.deflateBytesMin() && length <= DEFLATED_BYTES_MAX) {
            sendDeflated(opcode, deflate, payload);
        } else if (length <= COPIED_BYTES_MAX) {
            sendCopied(FrameHeader.FIN | opcode, payload);
        } else {
            sendBehindHead(opcode, payload);
        }
    }

    /// Takes `frames`, which are whole frames, and sends them as they are. They are a stream's and no reply to
    /// anything, so nothing is owed for them.
    void sendFrames(ByteBuf frames) {
        write(frames);
    }

    /// Sends a control frame.
    void sendControl(int opcode, byte[] payload) {
        ByteBuf frame = ctx.alloc().buffer(FrameHeader.lengthBefore(payload.length) + payload.length);
        FrameHeader.write(FrameHeader.FIN | opcode, payload.length, frame);
        frame.writeBytes(payload);
        reply(frame);
    }

    /// Sends a close frame and flushes; the future ends when the frame is with the kernel.
    ChannelFuture sendClose(int code, String reason) {
        ByteBuf frame = ctx.alloc().buffer(2 + FrameHeader.CONTROL_BYTES_MAX);
        if (code == CloseCode.NO_CODE) {
            FrameHeader.write(FrameHeader.FIN | FrameHeader.OP_CLOSE, 0, frame);
        } else {
            byte[] text = reason.getBytes(UTF_8);
            int length = lengthAtMost(text, REASON_BYTES_MAX);
            FrameHeader.write(FrameHeader.FIN | FrameHeader.OP_CLOSE, Short.BYTES + length, frame);
            frame.writeShort(code).writeBytes(text, 0, length);
        }
        needsFlush = false;
        return ctx.writeAndFlush(frame);
    }

    /// From here to [#endReadTurn] writes are not flushed one by one.
    void beginReadTurn() {
        inReadTurn = true;
    }

    void endReadTurn() {
        inReadTurn = false;
        flush();
    }

    /// Flushes what was written, if anything was.
    void flush() {
        if (needsFlush) {
            needsFlush = false;
            ctx.flush();
        }
    }

    private void sendDeflated(int opcode, DeflateTerms terms, ByteBuf payload) {
        int length = payload.readableBytes();
        ByteBuf frame = ctx.alloc().buffer(FrameHeader.lengthBefore(length) + length);
        try {
            boolean smaller = MessageDeflater.ofLoop()
                    .appendFrame(opcode, terms, NO_PREFIX, payload, payload.readerIndex(), length, frame);
            if (!smaller) {
                FrameHeader.write(FrameHeader.FIN | opcode, length, frame);
                frame.writeBytes(payload);
            }
        } finally {
            payload.release();
        }
        reply(frame);
    }

    private void sendCopied(int firstByte, ByteBuf payload) {
        int length = payload.readableBytes();
        ByteBuf frame = ctx.alloc().buffer(FrameHeader.lengthBefore(length) + length);
        try {
            FrameHeader.write(firstByte, length, frame);
            frame.writeBytes(payload);
        } finally {
            payload.release();
        }
        reply(frame);
    }

    private void sendBehindHead(int opcode, ByteBuf payload) {
        ByteBuf head = ctx.alloc().buffer(FrameHeader.BYTES_MAX);
        FrameHeader.write(FrameHeader.FIN | opcode, payload.readableBytes(), head);
        reply(head);
        reply(payload);
    }

    private void reply(ByteBuf frame) {
        long before = ctx.channel().isWritable() ? 0 : owedBytes;
        owedBytes = before + frame.readableBytes() + WRITE_COST_BYTES;
        write(frame);
    }

    private void write(ByteBuf frame) {
        needsFlush = true;
        ctx.write(frame, ctx.voidPromise());
        if (!inReadTurn) {
            flush();
        }
    }

    /// Longest prefix of `text` within `bytesMax` that does not cut a character.
    private static int lengthAtMost(byte[] text, int bytesMax) {
        int length = Math.min(text.length, bytesMax);
        while (length < text.length && (text[length] & 0xc0) == 0x80) {
            length--;
        }
        return length;
    }
}
