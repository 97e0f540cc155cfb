package io.riptide.protocol.http;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.riptide.protocol.HttpProtocolException;
import io.riptide.protocol.OnEventLoop;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The server's side of one HTTP/1.1 connection: one request after the other, each answered before the next is
/// read.
///
/// ```
///               head                 content wanted               content complete
/// AWAITING_HEAD ──► ANSWERING ──────────────────► RECEIVING ──────────────────► ANSWERING
///      ▲                │ answered                    │ answered early
///      │ request read   ▼                             ▼
///      └─────────── DISCARDING ◄──────────────────────┘
///
/// any ── refused, "close", too much to discard ──► ENDING ── peer ended or time over ──► GONE
/// ```
///
/// **Reading.** The channel never reads by itself. One read is asked for whenever more bytes can be used. While
/// an answer is made, reading goes on until `pipelinedBytesMax` are held: only a socket that is read tells that
/// its peer is gone. Nothing of those bytes is decoded before the answer has ended, nor while the peer leaves
/// answers unread.
///
/// **Half-close.** A peer that ends its side after its request may still want the answer (`printf … | nc`), so
/// the channel allows it (`ALLOW_HALF_CLOSURE`) and answers are sent in full; pipelined requests too. TCP does
/// not tell such a peer from one that has closed, but the latter resets when something is written to it, and
/// then the next write fails; a stream can see to that at once through [HttpExchange#onInputClosed]. A request
/// cut short by it is refused with 400.
///
/// **The end.** After a last answer the output is shut down and what the peer still sends is read and dropped
/// until it ends its side or `lingerTimeoutNs` have passed. Closing with unread bytes would make the kernel
/// send a reset, and a reset makes the peer's kernel forget the answer it has not handed over yet.
///
/// - **Threading:** on the event loop of its channel; one instance for each channel.
/// - **Ownership:** takes inbound buffers; holds none while it has no unread bytes.
/// - **Bounds:** [HttpLimits].
/// - **Failure:** a peer's fault goes to [HttpApplication#onFault]; a fault of ours goes on through the
///   pipeline, and ends the connection; a broken connection aborts the exchange.
/// - **Source:** RFC 9112, 6.3, 9.3, 9.5 and 9.6.
@OnEventLoop
public final class HttpConnectionHandler extends ChannelInboundHandlerAdapter {
    private enum Phase {
        AWAITING_HEAD,
        ANSWERING,
        RECEIVING,
        DISCARDING,
        ENDING,
        GONE
    }

    /// What the deadline is for.
    private enum Waiting {
        NOTHING,
        FOR_REQUEST,
        FOR_HEAD,
        FOR_BODY,
        FOR_WRITABLE,
        FOR_FLUSH,
        FOR_PEER_END
    }

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final HttpLimits limits;
    private final HttpApplication application;
    private final InboundBytes inbound = new InboundBytes();
    private final StallWatch stallWatch = new StallWatch();

    @SuppressWarnings("NullAway.Init") // handlerAdded comes before anything else
    private ChannelHandlerContext ctx;

    @SuppressWarnings("NullAway.Init")
    private RequestDecoder decoder;

    private @Nullable Deadline deadline;
    private Phase phase = Phase.AWAITING_HEAD;
    private Waiting waiting = Waiting.NOTHING;
    private @Nullable HttpExchange current;
    private @Nullable BodyCollector collector;
    private boolean requestComplete = true;
    private boolean awaitsContinue;
    private long discardedBytes;
    private long bodyBytes;
    private long bodyStartNs;
    private boolean inputClosed;
    private boolean draining;
    private boolean driving;
    private boolean flushPending;

    /// A handler for one channel whose requests `application` answers.
    public HttpConnectionHandler(HttpLimits limits, HttpApplication application) {
        this.limits = limits;
        this.application = application;
    }

    /// Ends the connection as soon as it has no request to answer.
    public void drain() {
        assert inEventLoop() : ctx;
        draining = true;
        drive();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        boolean secure = context.pipeline().get(SslHandler.class) != null;
        decoder = new RequestDecoder(limits, secure);
        context.channel().config().setAutoRead(false);
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (context.channel().isActive()) {
            drive();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        drive();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
        } else if (phase == Phase.ENDING || phase == Phase.GONE) {
            bytes.release();
        } else {
            inbound.append(context.alloc(), bytes);
            drive();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        readIfWanted();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (phase == Phase.AWAITING_HEAD && context.channel().isWritable()) {
            drive();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !inputClosed) {
            inputClosed = true;
            @Nullable HttpExchange exchange = current;
            if (phase == Phase.ENDING && waiting == Waiting.FOR_PEER_END) {
                context.close();
            } else if (phase == Phase.ANSWERING && exchange != null) {
                exchange.inputClosed();
            }
            drive();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        vanish();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        vanish();
    }

    /// A reset is how peers leave; anything else is a fault of ours and goes on to whoever reports it.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            context.fireExceptionCaught(cause);
        }
        context.close();
    }

    // What an exchange asks of its connection

    ChannelHandlerContext context() {
        return ctx;
    }

    boolean inEventLoop() {
        return ctx.executor().inEventLoop();
    }

    boolean isCurrent(HttpExchange exchange) {
        return current == exchange;
    }

    boolean isInputClosed() {
        return inputClosed;
    }

    /// Whether the request cannot or should not be read to its end once it is answered.
    boolean mustEndAfterAnswer() {
        return draining
                || awaitsContinue
                || (!requestComplete && decoder.declaredLength() > limits.discardedBytesMax());
    }

    void receiveBody(HttpExchange exchange, long bytesMax, BodyReceiver receiver) {
        if (requestComplete) {
            receiver.onBody(Unpooled.EMPTY_BUFFER);
            return;
        }
        int collectedMax = (int) Math.min(bytesMax, limits.bodyBytesMax());
        if (decoder.declaredLength() > collectedMax) {
            refuse(new HttpProtocolException(413, "content of this request has at most " + collectedMax + " bytes"));
            return;
        }
        if (awaitsContinue) {
            awaitsContinue = false;
            write(Interim.continueHead(ctx.alloc()));
        }
        collector = new BodyCollector(ctx.alloc(), decoder.declaredLength(), collectedMax, receiver);
        phase = Phase.RECEIVING;
        drive();
    }

    /// Takes `bytes`; they are flushed when nothing more can be done at once.
    void write(ByteBuf bytes) {
        ctx.write(bytes, ctx.voidPromise());
        flushPending = true;
    }

    /// The answer of `exchange` has been written.
    void ended(HttpExchange exchange) {
        assert current == exchange : exchange;
        current = null;
        releaseCollector();
        if (exchange.endsConnection()) {
            end();
        } else {
            phase = requestComplete ? Phase.AWAITING_HEAD : Phase.DISCARDING;
        }
        flushPending = true;
        drive();
    }

    ByteBuf upgrade(ChannelHandler successor) {
        assert requestComplete;
        ByteBuf unread = inbound.handOver();
        Channel channel = ctx.channel();
        current = null;
        phase = Phase.GONE;
        closeDeadline();
        ctx.flush();
        ctx.pipeline().replace(this, null, successor);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        channel.config().setAutoRead(true);
        if (inputClosed) {
            channel.eventLoop().execute(channel::close);
        }
        return unread;
    }

    // The connection's own life

    /// Takes as many steps as the bytes at hand allow, and then settles: one flush, one deadline, one read.
    private void drive() {
        if (driving) {
            return;
        }
        driving = true;
        try {
            boolean isMoving = true;
            while (isMoving) {
                try {
                    isMoving = step();
                } catch (HttpProtocolException fault) {
                    refuse(fault);
                }
            }
        } finally {
            driving = false;
        }
        settle();
    }

    /// Does the next thing and says whether there may be another.
    private boolean step() throws HttpProtocolException {
        return switch (phase) {
            case AWAITING_HEAD -> ctx.channel().isWritable() && stepHead();
            case RECEIVING -> stepReceiving();
            case DISCARDING -> stepDiscarding();
            case ANSWERING, ENDING, GONE -> false;
        };
    }

    private boolean stepHead() throws HttpProtocolException {
        RequestDecoder.Signal signal = decoder.decode(inbound.readable());
        if (signal == RequestDecoder.Signal.NEED_DATA) {
            boolean isCutShort = decoder.isWithinRequest(inbound.readable());
            if (inputClosed && isCutShort) {
                throw new HttpProtocolException(400, "a request is complete before its connection ends");
            }
            if (inputClosed || (draining && !isCutShort)) {
                end();
            }
            return false;
        }
        assert signal == RequestDecoder.Signal.HEAD : signal;
        RequestHead head = decoder.head();
        boolean hasBody = decoder.declaredLength() != 0;
        requestComplete = !hasBody;
        if (!hasBody) {
            signal = decoder.decode(inbound.readable());
            assert signal == RequestDecoder.Signal.END : signal;
        }
        awaitsContinue = hasBody && inbound.size() == 0 && MessageFraming.expectsContinue(head);
        begin(new HttpExchange(this, head, head.isHead(), hasBody));
        application.onRequest(exchange());
        return true;
    }

    private boolean stepReceiving() throws HttpProtocolException {
        BodyCollector body = requireNonNull(collector);
        return switch (decoder.decode(inbound.readable())) {
            case NEED_DATA -> {
                if (inputClosed) {
                    throw new HttpProtocolException(400, "content is complete before its connection ends");
                }
                yield false;
            }
            case CONTENT -> {
                bodyBytes += decoder.contentBytes();
                body.take(inbound.readable(), decoder.contentBytes());
                yield true;
            }
            case END -> {
                requestComplete = true;
                collector = null;
                phase = Phase.ANSWERING;
                body.complete();
                yield true;
            }
            case HEAD -> throw new AssertionError("a head within content");
        };
    }

    private boolean stepDiscarding() throws HttpProtocolException {
        return switch (decoder.decode(inbound.readable())) {
            case NEED_DATA -> {
                if (inputClosed) {
                    end();
                }
                yield false;
            }
            case CONTENT -> {
                bodyBytes += decoder.contentBytes();
                discardedBytes += decoder.contentBytes();
                inbound.readable().skipBytes(decoder.contentBytes());
                if (discardedBytes > limits.discardedBytesMax()) {
                    end();
                }
                yield true;
            }
            case END -> {
                requestComplete = true;
                phase = Phase.AWAITING_HEAD;
                yield true;
            }
            case HEAD -> throw new AssertionError("a head within content");
        };
    }

    private void begin(HttpExchange exchange) {
        current = exchange;
        phase = Phase.ANSWERING;
        waiting = Waiting.NOTHING;
        discardedBytes = 0;
        bodyBytes = 0;
    }

    private HttpExchange exchange() {
        return requireNonNull(current);
    }

    /// Lets the application answer `fault`, unless the answer to this request has been given: it has one only.
    private void refuse(HttpProtocolException fault) {
        if (phase == Phase.DISCARDING) {
            end();
            return;
        }
        releaseCollector();
        inbound.release();
        if (current == null) {
            @Nullable RequestHead head = decoder.headSoFar().orElse(null);
            begin(new HttpExchange(this, head, decoder.isHeadMethod(), false));
        }
        requestComplete = false;
        awaitsContinue = false;
        phase = Phase.ANSWERING;
        HttpExchange exchange = exchange();
        exchange.endConnection();
        application.onFault(exchange, fault);
    }

    /// Flushes what was written, shuts the output down and waits for the peer to do the same.
    private void end() {
        phase = Phase.ENDING;
        waiting = Waiting.FOR_FLUSH;
        inbound.release();
        stallWatch.reset();
        deadline().set(limits.answerTimeoutNs());
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::flushed);
    }

    private void flushed(Future<?> flush) {
        if (phase != Phase.ENDING) {
            return;
        }
        if (!flush.isSuccess() || inputClosed || !(ctx.channel() instanceof DuplexChannel channel)) {
            ctx.close();
            return;
        }
        waiting = Waiting.FOR_PEER_END;
        deadline().set(limits.lingerTimeoutNs());
        @Nullable SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            ChannelFuture closeNotify = tls.closeOutbound();
            closeNotify.addListener(closed -> channel.shutdownOutput());
        }
        readIfWanted();
    }

    private void settle() {
        if (phase == Phase.GONE) {
            return;
        }
        inbound.releaseIfRead();
        if (flushPending) {
            flushPending = false;
            ctx.flush();
        }
        updateDeadline();
        readIfWanted();
    }

    private void readIfWanted() {
        boolean isWanted = switch (phase) {
            case AWAITING_HEAD -> ctx.channel().isWritable() || inbound.size() < limits.pipelinedBytesMax();
            case ANSWERING -> inbound.size() < limits.pipelinedBytesMax();
            case RECEIVING, DISCARDING, ENDING -> true;
            case GONE -> false;
        };
        if (isWanted && !inputClosed) {
            ctx.read();
        }
    }

    private void updateDeadline() {
        Waiting next = switch (phase) {
            case AWAITING_HEAD -> waitingForRequest();
            case RECEIVING, DISCARDING -> Waiting.FOR_BODY;
            case ANSWERING -> Waiting.NOTHING;
            case ENDING, GONE -> waiting;
        };
        if (next == waiting) {
            return;
        }
        waiting = next;
        switch (next) {
            case NOTHING -> deadline().clear();
            case FOR_REQUEST -> deadline().set(limits.idleTimeoutNs());
            case FOR_HEAD -> deadline().set(limits.headTimeoutNs());
            case FOR_BODY -> {
                bodyStartNs = System.nanoTime();
                deadline().set(limits.bodyTimeoutNs());
            }
            case FOR_WRITABLE -> {
                stallWatch.reset();
                deadline().set(limits.answerTimeoutNs());
            }
            case FOR_FLUSH, FOR_PEER_END -> throw new AssertionError(next);
        }
    }

    private Waiting waitingForRequest() {
        if (!ctx.channel().isWritable()) {
            return Waiting.FOR_WRITABLE;
        }
        return decoder.isWithinRequest(inbound.readable()) ? Waiting.FOR_HEAD : Waiting.FOR_REQUEST;
    }

    private void expired() {
        switch (waiting) {
            case FOR_HEAD -> refuse(new HttpProtocolException(408, "a head arrives in time"));
            case FOR_BODY -> bodyExpired();
            case FOR_WRITABLE, FOR_FLUSH -> {
                if (stallWatch.hasProgressed(ctx.channel())) {
                    deadline().set(limits.answerTimeoutNs());
                } else {
                    ctx.close();
                }
            }
            case FOR_REQUEST, FOR_PEER_END -> ctx.close();
            case NOTHING -> throw new AssertionError(phase);
        }
        drive();
    }

    private void bodyExpired() {
        long allowedNs = limits.bodyTimeoutNs() + bodyBytes * NANOS_PER_SECOND / limits.bodyBytesPerSecondMin();
        long leftNs = allowedNs - (System.nanoTime() - bodyStartNs);
        if (leftNs > 0) {
            deadline().set(leftNs);
        } else {
            refuse(new HttpProtocolException(408, "content arrives in time"));
        }
    }

    private Deadline deadline() {
        @Nullable Deadline made = deadline;
        if (made == null) {
            made = new Deadline(ctx.channel().eventLoop(), this::expired);
            deadline = made;
        }
        return made;
    }

    private void closeDeadline() {
        if (deadline != null) {
            deadline.close();
        }
    }

    private void releaseCollector() {
        if (collector != null) {
            collector.release();
            collector = null;
        }
    }

    private void vanish() {
        if (phase == Phase.GONE) {
            return;
        }
        phase = Phase.GONE;
        closeDeadline();
        inbound.release();
        releaseCollector();
        @Nullable HttpExchange exchange = current;
        current = null;
        if (exchange != null) {
            exchange.aborted();
        }
    }
}
