package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.transport.LoopTimers;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One request and its one answer.
///
/// An application does exactly one of these, now or later on the same event loop:
///
/// - [#respond], for an answer that is complete;
/// - [#encodeStreamHead] into a buffer it writes itself, then content as [#isChunked] says, then
///   [#streamEnded];
/// - [#upgrade], after it has written a 101, to let another protocol have the connection;
/// - [#abort], when there can be no answer, or no proper end of a stream.
///
/// Before that it may ask for the content with [#receiveBody]. Content nobody asked for is dropped after the
/// answer, or the connection ends if it is long or still waits for a 100.
///
/// - **Threading:** on the event loop of its connection.
/// - **Failure:** [IllegalStateException] for a second answer. When the peer is gone, answers are dropped in
///   silence: the application may not have heard of it yet.
/// - **Source:** RFC 9112, 6.3, 7.1, 9.3 and 9.6; RFC 9110, 10.1.1.
@OnEventLoop
public final class HttpExchange {
    private enum State {
        OPEN,
        STREAMING,
        ENDED,
        ABORTED
    }

    /// Long enough for a reset to come back, short enough to stop the work of a client that is gone.
    private static final long PROBE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /// A body up to this size is copied behind its head: one buffer is cheaper to write than two.
    private static final int COPIED_BODY_BYTES_MAX = 1024;

    private final HttpConnectionHandler connection;
    private final @Nullable RequestHead head;
    private final boolean headOnly;
    private final boolean hasBody;
    private State state = State.OPEN;
    private boolean ends;
    private boolean chunked;
    private @Nullable Runnable onAbort;
    private @Nullable Runnable onInputClosed;

    HttpExchange(HttpConnectionHandler connection, @Nullable RequestHead head, boolean headOnly, boolean hasBody) {
        this.connection = connection;
        this.head = head;
        this.headOnly = headOnly;
        this.hasBody = hasBody;
        this.ends = head == null || !head.keepAlive();
    }

    /// The request's head; only [HttpApplication#onFault] may find none.
    public RequestHead head() {
        @Nullable RequestHead present = head;
        if (present == null) {
            throw new IllegalStateException("the head of this request could not be read");
        }
        return present;
    }

    /// The request's head, or as much of it as could be read before it was refused.
    public Optional<RequestHead> headIfRead() {
        return Optional.ofNullable(head);
    }

    /// Where the connection's handler stands in its pipeline.
    public ChannelHandlerContext context() {
        return connection.context();
    }

    /// The channel of the connection.
    public Channel channel() {
        return connection.context().channel();
    }

    /// Whether the request has content.
    public boolean hasBody() {
        return hasBody;
    }

    /// Whether the answer must be a head only, because the method was `HEAD`; [#respond] sees to it by itself.
    public boolean isHeadOnly() {
        return headOnly;
    }

    /// Whether an answer can still be begun.
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /// Hands the whole content to `receiver` when it has arrived: before this returns, if it is already there.
    /// Sends the 100 the client may be waiting for. More than `bytesMax` is refused with 413 by way of
    /// [HttpApplication#onFault].
    public void receiveBody(long bytesMax, BodyReceiver receiver) {
        assert connection.isCurrent(this) || state == State.ABORTED : this;
        assert bytesMax >= 0 : bytesMax;
        if (state == State.OPEN) {
            connection.receiveBody(this, bytesMax, receiver);
        }
    }

    /// Ends the connection after this exchange, whatever the client would like.
    public void endConnection() {
        ends = true;
    }

    /// Answers with `response`, which is taken.
    public void respond(Response response) {
        assert connection.inEventLoop() : this;
        ByteBuf body = response.body();
        if (state != State.OPEN) {
            body.release();
            requireAborted();
            return;
        }
        decideEnd();
        boolean sendsBody = body.isReadable() && !headOnly;
        boolean copiesBody = sendsBody && body.readableBytes() <= COPIED_BODY_BYTES_MAX;
        ByteBuf out = context().alloc().buffer(response.headBytesMax() + (copiesBody ? body.readableBytes() : 0));
        encodeHead(out, response);
        if (copiesBody) {
            out.writeBytes(body);
        }
        connection.write(out);
        if (sendsBody && !copiesBody) {
            connection.write(body);
        } else {
            body.release();
        }
        state = State.ENDED;
        connection.ended(this);
    }

    /// Appends to `out` the head of an answer whose content the caller writes itself, behind it in the same
    /// buffer or later. Borrows `out`; a body in `response` is not allowed.
    public void encodeStreamHead(ByteBuf out, Response response) {
        assert connection.inEventLoop() : this;
        assert !response.body().isReadable() : response;
        assert !ResponseHead.isBodiless(response.status()) : response.status();
        if (state != State.OPEN) {
            requireAborted();
            return;
        }
        state = State.STREAMING;
        boolean isOld = head == null || head.versionMinor() == 0;
        chunked = !isOld;
        ends |= isOld;
        decideEnd();
        ResponseHead.begin(out, response.status());
        response.encodeFields(out);
        if (chunked) {
            ResponseHead.field(out, ResponseHead.TRANSFER_ENCODING, "chunked");
        }
        encodeConnection(out);
    }

    /// After [#encodeStreamHead]: whether content goes in chunks, to be ended by a last chunk; otherwise the
    /// end of the connection ends it. Neither if [#isHeadOnly].
    public boolean isChunked() {
        return chunked;
    }

    /// The last byte of a stream has been written: the connection goes on to the next request, or ends.
    public void streamEnded() {
        assert connection.inEventLoop() : this;
        if (state != State.STREAMING) {
            requireAborted();
            return;
        }
        state = State.ENDED;
        connection.ended(this);
    }

    /// Ends the connection at once, so that the client sees an answer cut short rather than one that looks
    /// complete.
    public void abort() {
        assert connection.inEventLoop() : this;
        if (state == State.OPEN || state == State.STREAMING) {
            context().close();
        }
    }

    /// Runs `action` once if the connection is gone before this exchange has ended.
    public void onAbort(Runnable action) {
        onAbort = action;
        if (state == State.ABORTED) {
            action.run();
        }
    }

    /// Runs `action` once when the peer has ended its side while it is being answered, which a peer that has
    /// gone cannot be told from. From the latter, whatever is written now, a heartbeat for one, brings a reset,
    /// and the write after it fails.
    public void onInputClosed(Runnable action) {
        onInputClosed = action;
        if (connection.isInputClosed()) {
            action.run();
        }
    }

    /// Finds out soon whether the peer of an answer that has not begun is still there, and ends the connection
    /// if it is not: says twice that the request is worked on. A peer that speaks HTTP/1.0 is told nothing, for
    /// it knows no interim answers, and so is taken to be there.
    ///
    /// - **Source:** RFC 9110, 15.2; RFC 2518, 10.1 for 102.
    public void probe() {
        assert connection.inEventLoop() : this;
        sayProcessing();
        LoopTimers.of(channel().eventLoop()).schedule(PROBE_NS, this::sayProcessing);
    }

    private void sayProcessing() {
        if (state == State.OPEN
                && head != null
                && head.versionMinor() > 0
                && channel().isWritable()) {
            context()
                    .writeAndFlush(
                            Interim.processingHead(context().alloc()), context().voidPromise());
        }
    }

    /// Puts `successor` in the place of the connection's handler and returns the bytes received behind the
    /// request, which the caller releases. The channel reads by itself from then on, and a peer that ends its
    /// side ends the connection.
    public ByteBuf upgrade(ChannelHandler successor) {
        assert connection.inEventLoop() : this;
        if (state != State.OPEN || hasBody) {
            throw new IllegalStateException("only an open exchange without content can be upgraded, not in " + state);
        }
        state = State.ENDED;
        return connection.upgrade(successor);
    }

    boolean endsConnection() {
        return ends;
    }

    void aborted() {
        state = State.ABORTED;
        @Nullable Runnable action = onAbort;
        if (action != null) {
            action.run();
        }
    }

    void inputClosed() {
        @Nullable Runnable action = onInputClosed;
        if (action != null) {
            action.run();
        }
    }

    private void decideEnd() {
        ends |= connection.mustEndAfterAnswer();
    }

    private void encodeHead(ByteBuf out, Response response) {
        ResponseHead.begin(out, response.status());
        response.encodeFields(out);
        if (!ResponseHead.isBodiless(response.status())) {
            ResponseHead.field(out, ResponseHead.CONTENT_LENGTH, response.body().readableBytes());
        }
        encodeConnection(out);
    }

    private void encodeConnection(ByteBuf out) {
        if (ends) {
            ResponseHead.field(out, ResponseHead.CONNECTION, "close");
        } else if (head != null && head.versionMinor() == 0) {
            ResponseHead.field(out, ResponseHead.CONNECTION, "keep-alive");
        }
        ResponseHead.end(out);
    }

    private void requireAborted() {
        if (state != State.ABORTED) {
            throw new IllegalStateException("a request has one answer, and this one is " + state);
        }
    }

    /// The request and how far its answer is.
    @Override
    public String toString() {
        return "HttpExchange{" + head + ", " + state + '}';
    }
}
