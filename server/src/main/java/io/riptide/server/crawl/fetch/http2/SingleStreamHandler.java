package io.riptide.server.crawl.fetch.http2;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import io.riptide.server.crawl.fetch.http2.StreamFaultException.Remedy;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Stands behind the codec of frames and makes it look like that of HTTP/1.1: one request, its answer, then the
/// next one, each on a stream of its own. So whoever is behind bounds, keeps, watches and closes connections as
/// it always did, and to give a request up is to close its connection.
///
/// The window opens again when a piece has been handed on, which is when it has been decoded: whoever is slow
/// with that holds the loop, and with it the site.
///
/// A site may send the connection away (`GOAWAY`), allow no streams, or answer before it has the whole request:
/// such a connection is not kept, see [#isReusable].
///
/// - **Threading:** on the event loop; [#isReusable] from any thread.
/// - **Ownership:** takes the requests it is given and the frames it is shown; hands on the content of the latter.
/// - **Bounds:** one stream at a time; nothing is kept of an answer but a count.
/// - **Failure:** a [LastHttpContent] whose decoder result has failed, after which the connection is closed:
///   [StreamFaultException] for what the site refused, [TooLongFrameException] for a head, else the
///   [Http2Exception].
/// - **Source:** RFC 9113, sections 5.1.2, 6.8, 8.1 and 8.7.
public final class SingleStreamHandler extends Http2ChannelDuplexHandler {
    private final Runnable onHttp11Required;
    private @Nullable Turn turn;

    /// Written on the event loop, read by whoever keeps connections.
    private volatile boolean isLeaving;

    /// As `isLeaving`.
    private volatile boolean isFull;

    /// @param onHttp11Required run when the site says that it wants to be asked by HTTP/1.1
    public SingleStreamHandler(Runnable onHttp11Required) {
        this.onHttp11Required = onHttp11Required;
    }

    /// Whether `channel` may carry another request. One that never turned to HTTP/2 may.
    public static boolean isReusable(Channel channel) {
        SingleStreamHandler handler = channel.pipeline().get(SingleStreamHandler.class);
        return handler == null || handler.isReusable();
    }

    private boolean isReusable() {
        return !isLeaving && !isFull;
    }

    // The request.

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        switch (message) {
            case HttpRequest request -> begin(ctx, request, promise);
            case HttpContent content when turn != null -> send(ctx, turn, content, promise);
            default -> ctx.write(message, promise);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise) {
        assert turn == null : turn;
        if (!isReusable()) {
            // The site spoke in the moment we took the connection.
            ReferenceCountUtil.release(request);
            promise.tryFailure(new ClosedChannelException());
            ctx.close();
            return;
        }
        Turn begun = new Turn(newStream());
        turn = begun;
        boolean isWhole =
                request instanceof LastHttpContent last && !last.content().isReadable();
        Http2HeadersFrame head = new DefaultHttp2HeadersFrame(RequestHead.of(request), isWhole).stream(begun.stream);
        if (isWhole || !(request instanceof HttpContent content)) {
            ReferenceCountUtil.release(request);
            ctx.write(head, told(ctx, begun, isWhole, promise));
            return;
        }
        ChannelFuture written = ctx.write(head);
        if (written.isDone() && !written.isSuccess()) {
            content.release();
            promise.tryFailure(unsent(ctx, written.cause()));
        } else {
            send(ctx, begun, content, promise);
        }
    }

    private static void send(ChannelHandlerContext ctx, Turn current, HttpContent content, ChannelPromise promise) {
        boolean isLast = content instanceof LastHttpContent;
        ctx.write(
                new DefaultHttp2DataFrame(content.content(), isLast).stream(current.stream),
                told(ctx, current, isLast, promise));
    }

    /// A promise for the codec that passes its end on.
    private static ChannelPromise told(
            ChannelHandlerContext ctx, Turn current, boolean isLast, ChannelPromise promise) {
        ChannelPromise written = ctx.newPromise();
        written.addListener(done -> {
            if (done.isSuccess()) {
                current.isSent = isLast;
                promise.trySuccess();
            } else {
                promise.tryFailure(unsent(ctx, done.cause()));
            }
        });
        return written;
    }

    private static Throwable unsent(ChannelHandlerContext ctx, Throwable cause) {
        return ctx.channel().isActive()
                ? new StreamFaultException(
                        "the request could not be sent: " + cause.getMessage(), Remedy.ANOTHER_CONNECTION)
                : new ClosedChannelException();
    }

    // The answer.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Turn current = turn;
        try {
            switch (message) {
                case Http2HeadersFrame head when current != null && current.has(head) -> onHead(ctx, current, head);
                case Http2DataFrame data when current != null && current.has(data) -> onData(ctx, current, data);
                case Http2ResetFrame reset when current != null && current.has(reset) -> fail(ctx, resetFault(reset));
                case Http2GoAwayFrame farewell -> onFarewell(ctx, current, farewell);
                case Http2SettingsFrame settings -> onSettings(ctx, settings);
                default -> ReferenceCountUtil.release(message);
            }
        } catch (Http2Exception e) {
            fail(ctx, e);
        }
    }

    private void onHead(ChannelHandlerContext ctx, Turn current, Http2HeadersFrame frame) throws Http2Exception {
        if (current.isHeadSeen) {
            end(ctx, current, ResponseHead.fields(frame.headers()));
            return;
        }
        HttpResponse response = ResponseHead.of(frame.headers());
        boolean isInterim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (isInterim && frame.isEndStream()) {
            throw ResponseHead.malformed("an interim answer and no other");
        }
        if (!isInterim) {
            current.onHead(response);
        }
        ctx.fireChannelRead(response);
        if (isInterim) {
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        } else if (frame.isEndStream()) {
            end(ctx, current, EmptyHttpHeaders.INSTANCE);
        }
    }

    private void onData(ChannelHandlerContext ctx, Turn current, Http2DataFrame frame) throws Http2Exception {
        if (!current.isHeadSeen) {
            frame.release();
            throw ResponseHead.malformed("content before a head");
        }
        int windowBytes = frame.initialFlowControlledBytes();
        boolean isLast = frame.isEndStream();
        if (frame.content().isReadable()) {
            current.hasContent = true;
            ctx.fireChannelRead(new DefaultHttpContent(frame.content()));
        } else {
            frame.release();
        }
        if (isLast) {
            end(ctx, current, EmptyHttpHeaders.INSTANCE); // the codec gives back what a stream that ends has taken
        } else if (windowBytes > 0 && ctx.channel().isActive()) {
            ctx.write(new DefaultHttp2WindowUpdateFrame(windowBytes).stream(current.stream));
        }
    }

    private void end(ChannelHandlerContext ctx, Turn current, HttpHeaders trailers) throws Http2Exception {
        if (current.isContentMissing()) {
            throw ResponseHead.malformed("no content, of which the head announces some");
        }
        turn = null;
        if (!current.isSent || current.stream.id() == Integer.MAX_VALUE) {
            isLeaving = true;
        }
        DefaultLastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        last.trailingHeaders().set(trailers);
        ctx.fireChannelRead(last);
    }

    // What goes wrong.

    private StreamFaultException resetFault(Http2ResetFrame reset) {
        boolean isRefused = reset.errorCode() == Http2Error.REFUSED_STREAM.code();
        return fault(
                "the site reset the stream: ", reset.errorCode(), isRefused ? Remedy.ANOTHER_CONNECTION : Remedy.NONE);
    }

    private StreamFaultException fault(String what, long errorCode, Remedy remedy) {
        Http2Error error = Http2Error.valueOf(errorCode);
        String message = what + (error == null ? "error " + errorCode : error.name());
        if (error == Http2Error.HTTP_1_1_REQUIRED) {
            onHttp11Required.run();
            return new StreamFaultException(message, Remedy.HTTP_1_1);
        }
        return new StreamFaultException(message, remedy);
    }

    /// What the site has begun by then it may still finish.
    private void onFarewell(ChannelHandlerContext ctx, @Nullable Turn current, Http2GoAwayFrame farewell) {
        isLeaving = true;
        if (current == null) {
            ctx.close();
        } else if (current.stream.id() > farewell.lastStreamId()) {
            fail(ctx, fault("the site turned the connection away: ", farewell.errorCode(), Remedy.ANOTHER_CONNECTION));
        }
        farewell.release();
    }

    private void onSettings(ChannelHandlerContext ctx, Http2SettingsFrame frame) {
        Long streamsMax = frame.settings().maxConcurrentStreams();
        if (streamsMax != null) {
            isFull = streamsMax == 0;
            if (isFull && turn == null) {
                ctx.close();
            }
        }
    }

    /// Those that are not about HTTP/2 are for whoever is behind.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Http2Exception fault = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
        if (fault == null) {
            ctx.fireExceptionCaught(cause);
        } else if (fault instanceof HeaderListSizeException || fault.getCause() instanceof TooLongFrameException) {
            fail(ctx, new TooLongFrameException(fault.getMessage(), fault));
        } else {
            fail(ctx, fault);
        }
    }

    private void fail(ChannelHandlerContext ctx, Exception fault) {
        isLeaving = true;
        if (turn != null) {
            turn = null;
            DefaultLastHttpContent broken = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            broken.setDecoderResult(DecoderResult.failure(fault));
            ctx.fireChannelRead(broken);
        }
        ctx.close();
    }
}
