package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.riptide.protocol.AnyThread;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.WebSocketProtocolException;
import io.riptide.protocol.transport.LoopTimers;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One WebSocket connection, from after the handshake to the end of TCP.
///
/// ```
///            Close sent             Close received
///  OPEN ───────────────► CLOSING ───────────────────► LINGERING ──► CLOSED
///    └── Close received and answered, or rule broken ────┘
/// ```
///
/// While `LINGERING` the output is shut, so the peer sees the end at once, and what it still sends is read and
/// dropped: closing a socket with unread bytes resets it, and a reset can overtake our close frame. The peer's
/// end of file or the close time-out ends it.
///
/// **Back-pressure.** Reading stops while the channel is full and more than 16 KiB of our replies wait in it.
/// So a peer that sends and never reads costs one message and those replies, yet one that reads a saturated
/// stream slowly can still cancel it. Bytes already read stay undecoded until then: a read buffer of compressed
/// messages may hold a thousand times its size.
///
/// **Handing over.** The HTTP side writes the 101, then puts this handler in its own place with the bytes it
/// has not used; messages may be delivered before that call returns.
///
/// - **Threading:** on the event loop; every public method too, but [#isOpen].
/// - **Ownership:** takes `unread` and all that is sent; lends messages to the listener.
/// - **Bounds:** [WebSocketLimits]; an idle connection holds no buffer.
/// - **Failure:** a broken rule closes with its code, and nothing is delivered after it; an exception of the
///   listener closes with 1011 and goes on to the next handler.
/// - **Source:** RFC 6455, 5 to 7; RFC 7692.
@OnEventLoop
public final class WebSocketHandler extends ChannelInboundHandlerAdapter {
    private enum State {
        NEW,
        OPEN,
        CLOSING,
        LINGERING,
        CLOSED
    }

    private final WebSocketListener listener;
    private final WebSocketLimits limits;
    private final @Nullable DeflateTerms deflate;
    private final MessageReader reader;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);

    private volatile State state = State.NEW;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable MessageWriter writer;
    private @Nullable KeepAlive keepAlive;
    private @Nullable ChannelFuture closeSent;
    private long closeTimer = LoopTimers.NONE;
    private boolean decoding;
    private int ownCode = CloseCode.ABNORMAL;
    private String ownReason = "";

    /// Takes `unread`, the bytes that came behind the handshake.
    public WebSocketHandler(
            WebSocketListener listener,
            WebSocketLimits limits,
            InboundBudget budget,
            Optional<DeflateTerms> deflate,
            ByteBuf unread) {
        this.listener = listener;
        this.limits = limits;
        this.deflate = deflate.orElse(null);
        this.reader = new MessageReader(limits.messageBytesMax(), deflate.isPresent(), budget);
        keepOrRelease(unread);
    }

    /// Whether messages can be sent: false once a close frame was sent or received.
    @AnyThread
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /// Takes `utf8` and sends it as one text message; false if it was dropped, since the connection is closing
    /// or the outbound limit is reached, which closes it.
    public boolean sendText(ByteBuf utf8) {
        return send(FrameHeader.OP_TEXT, utf8);
    }

    /// Takes `bytes` and sends them as one binary message; false as for [#sendText].
    public boolean sendBinary(ByteBuf bytes) {
        return send(FrameHeader.OP_BINARY, bytes);
    }

    /// Takes `frames`, whole frames made by a [WebSocketFraming], and sends them as they are; false as for
    /// [#sendText].
    public boolean sendFrames(ByteBuf frames) {
        if (!maySend()) {
            frames.release();
            return false;
        }
        writer().sendFrames(frames);
        return true;
    }

    /// Pings each `ns` from now on, instead of as its limits say; 0 pings no more.
    public void pingEvery(long ns) {
        if (state == State.OPEN && keepAlive != null) {
            keepAlive.every(ns);
        }
    }

    /// Starts the closing handshake; does nothing if it has started. `reason` is cut to 123 bytes.
    public void close(int code, String reason) {
        assert CloseCode.isValidOnWire(code) : code;
        if (state != State.OPEN) {
            return;
        }
        assert ctx().executor().inEventLoop();
        state = State.CLOSING;
        ownCode = code;
        ownReason = reason;
        stopKeepAlive();
        reader.discard();
        sendClose(code, reason);
        decodeWaiting();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.writer = new MessageWriter(ctx, limits, deflate);
        this.keepAlive = new KeepAlive(ctx, limits, writer, () -> fail(CloseCode.GOING_AWAY, "no answer to the ping"));
        if (ctx.channel().isActive()) {
            open(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        open(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        keepOrRelease(bytes);
        if (keepAlive != null) {
            keepAlive.heard();
        }
        writer().beginReadTurn();
        decodeWaiting();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        writer().endReadTurn();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (keepAlive != null && ctx.channel().isWritable()) {
            /* The peer took what we sent, and what it said meanwhile may be unread. */
            keepAlive.heard();
        }
        decodeWaiting();
        if (state == State.OPEN) {
            guarded(() -> listener.onWritability(ctx.channel().isWritable()));
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    /// The socket broke; [#channelInactive] tells the listener.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private void open(ChannelHandlerContext ctx) {
        if (state != State.NEW) {
            return;
        }
        state = State.OPEN;
        if (keepAlive != null) {
            keepAlive.start();
        }
        guarded(() -> listener.onOpen(this, ctx));
        decodeWaiting();
        writer().endReadTurn();
    }

    /// Decodes what waits, as far as replies may be caused. Sending inside can call this again through a change
    /// of writability; the outer call goes on then.
    private void decodeWaiting() {
        if (decoding || state == State.NEW) {
            return;
        }
        decoding = true;
        try {
            @Nullable ByteBuf in = waiting.poll();
            while (in != null) {
                if (!decode(in)) {
                    waiting.addFirst(in);
                    break;
                }
                in.release();
                in = waiting.poll();
            }
        } finally {
            decoding = false;
        }
        updateReading();
    }

    /// False if bytes must stay for later. A listener may close the channel itself, of which we hear only
    /// afterwards.
    private boolean decode(ByteBuf in) {
        try {
            while ((state == State.OPEN || state == State.CLOSING)
                    && ctx().channel().isActive()) {
                if (state == State.OPEN && !mayDecode()) {
                    return false;
                }
                MessageReader.Step step = reader.next(ctx().alloc(), in);
                switch (step) {
                    case NEEDS_BYTES -> {
                        return true;
                    }
                    case CONTROL -> control(reader.controlOpcode(), reader.controlPayload());
                    case TEXT, BINARY -> deliver(step == MessageReader.Step.TEXT, in);
                }
            }
        } catch (WebSocketProtocolException broken) {
            fail(broken.closeCode(), String.valueOf(broken.getMessage()));
        } catch (Throwable ours) {
            serverFault(ours);
        }
        return true;
    }

    private boolean mayDecode() {
        if (!writer().mayOwe()) {
            writer().flush();
        }
        return writer().mayOwe();
    }

    private void deliver(boolean text, ByteBuf in) {
        try {
            if (text) {
                listener.onText(reader.message());
            } else {
                listener.onBinary(reader.message());
            }
        } finally {
            reader.finishMessage(in);
        }
    }

    private void control(int opcode, byte[] payload) throws WebSocketProtocolException {
        if (opcode == FrameHeader.OP_CLOSE) {
            closeReceived(payload);
        } else if (opcode == FrameHeader.OP_PING && state == State.OPEN) {
            writer().sendControl(FrameHeader.OP_PONG, payload);
        }
    }

    private void closeReceived(byte[] payload) throws WebSocketProtocolException {
        int code = CloseCode.NO_CODE;
        String reason = "";
        if (payload.length > 0) {
            code = (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
            if (!CloseCode.isValidOnWire(code)) {
                throw new WebSocketProtocolException(CloseCode.PROTOCOL_ERROR, "the close code must not be sent");
            }
            Utf8Validator utf8 = new Utf8Validator();
            if (!utf8.acceptAll(payload, Short.BYTES, payload.length) || !utf8.isComplete()) {
                throw new WebSocketProtocolException(CloseCode.INVALID_PAYLOAD, "a close reason must be UTF-8");
            }
            reason = new String(payload, Short.BYTES, payload.length - Short.BYTES, UTF_8);
        }
        linger(code, "");
        told(code, reason, true);
    }

    private boolean send(int opcode, ByteBuf payload) {
        if (!maySend()) {
            payload.release();
            return false;
        }
        writer().send(opcode, payload);
        return true;
    }

    private boolean maySend() {
        assert ctx().executor().inEventLoop();
        if (state == State.OPEN && writer().isOverdue()) {
            fail(CloseCode.SLOW_CONSUMER, "the peer reads too slowly");
        }
        return state == State.OPEN;
    }

    /// RFC 6455, 7.1.7: the close frame, and not a byte more in either direction.
    private void fail(int code, String rule) {
        boolean wasOpen = state == State.OPEN;
        if (wasOpen || state == State.CLOSING) {
            linger(code, rule);
            told(wasOpen ? code : ownCode, wasOpen ? rule : ownReason, false);
        }
    }

    private void serverFault(Throwable cause) {
        fail(CloseCode.SERVER_FAULT, "the server failed");
        ctx().fireExceptionCaught(cause);
    }

    /// Sends the close frame unless it was sent before, then ends the output and drops the input.
    private void linger(int code, String reason) {
        boolean sent = state == State.CLOSING;
        state = State.LINGERING;
        dropInput();
        if (!sent) {
            sendClose(code, reason);
        }
        if (closeSent != null) {
            closeSent.addListener(_ -> endOutput());
        }
        updateReading();
    }

    private void sendClose(int code, String reason) {
        guarded(listener::onClosing);
        closeTimer = LoopTimers.of(ctx().channel().eventLoop()).schedule(limits.closeTimeoutNs(), () -> ctx().close());
        closeSent = writer().sendClose(code, reason);
    }

    private void endOutput() {
        Channel channel = ctx().channel();
        if (channel instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        } else {
            ctx().close();
        }
    }

    private void end() {
        State before = state;
        if (before == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        dropInput();
        if (before == State.NEW) {
            return;
        }
        LoopTimers.of(ctx().channel().eventLoop()).cancel(closeTimer);
        if (before != State.LINGERING) {
            told(ownCode, ownReason, false);
        }
    }

    private void told(int code, String reason, boolean clean) {
        guarded(() -> listener.onClosed(code, reason, clean));
    }

    private void dropInput() {
        stopKeepAlive();
        reader.discard();
        for (ByteBuf in = waiting.poll(); in != null; in = waiting.poll()) {
            in.release();
        }
    }

    private void stopKeepAlive() {
        if (keepAlive != null) {
            keepAlive.stop();
        }
    }

    private void keepOrRelease(ByteBuf bytes) {
        if (bytes.isReadable() && state != State.LINGERING && state != State.CLOSED) {
            waiting.add(bytes);
        } else {
            bytes.release();
        }
    }

    private void updateReading() {
        boolean reads = state != State.OPEN || (waiting.isEmpty() && writer().mayOwe());
        if (ctx().channel().config().isAutoRead() != reads) {
            ctx().channel().config().setAutoRead(reads);
        }
    }

    /// The listener is not ours to trust: what it throws ends its own connection and no other.
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            serverFault(thrown);
        }
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(ctx, "not in a pipeline");
    }

    private MessageWriter writer() {
        return Objects.requireNonNull(writer, "not in a pipeline");
    }
}
