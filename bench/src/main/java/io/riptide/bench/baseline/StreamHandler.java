package io.riptide.bench.baseline;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/// Reads requests and starts their streams, one after the other on a connection that is kept alive.
///
/// A request that comes whole in one read is parsed where it lies; only a torn one is gathered. After a
/// WebSocket handshake the only thing listened for is the client's close frame.
///
/// - **Bounds:** heads of 8 KiB; a longer one closes the connection.
final class StreamHandler extends ChannelInboundHandlerAdapter {
    private static final int HEAD_BYTES_MAX = 8 * 1024;
    private static final int OPCODE_CLOSE = 8;
    private static final byte[] OK = Wire.ascii("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nready\n");
    private static final byte[] NOT_FOUND = Wire.ascii("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    private static final byte[] BAD = Wire.ascii("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");

    private static final FastThreadLocal<byte[]> HEAD = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[HEAD_BYTES_MAX];
        }
    };

    private static final byte[] PUBLISHED = Wire.ascii("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");

    private final Topics topics;
    private @Nullable ByteBuf torn;
    private @Nullable TickStream stream;
    private Topics.@Nullable Topic written;
    private boolean subscribed;
    private boolean upgraded;

    StreamHandler(Topics topics) {
        this.topics = topics;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (upgraded) {
            boolean isClose = in.isReadable() && (in.getByte(in.readerIndex()) & 0x0f) == OPCODE_CLOSE;
            in.release();
            if (isClose) {
                ctx.close();
            }
            return;
        }
        if (torn != null) {
            torn.writeBytes(in);
            in.release();
            in = torn;
            torn = null;
        }
        readRequests(ctx, in);
    }

    /// Whatever one read brought for a topic is sent in one flush.
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (written != null) {
            written.flush();
            written = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (subscribed && !ctx.channel().isWritable()) {
            ctx.close();
        } else if (stream != null && ctx.channel().isWritable()) {
            stream.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (stream != null) {
            stream.stop();
        }
        if (torn != null) {
            torn.release();
            torn = null;
        }
    }

    /// A probe that leaves in the middle resets its connection; there is nobody to tell.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /// Takes `in`.
    private void readRequests(ChannelHandlerContext ctx, ByteBuf in) {
        while (stream == null && in.isReadable()) {
            int headBytes = headLength(in);
            if (headBytes < 0) {
                break;
            }
            byte[] head = HEAD.get();
            if (headBytes > head.length) {
                in.release();
                ctx.close();
                return;
            }
            in.getBytes(in.readerIndex(), head, 0, headBytes);
            StreamRequest request = StreamRequest.parse(head, headBytes);
            if (in.readableBytes() < headBytes + request.bodyBytes()) {
                break;
            }
            in.skipBytes(headBytes);
            if (request.kind() == StreamRequest.Kind.PUBLISH) {
                publish(ctx, request, in);
            } else {
                in.skipBytes(request.bodyBytes());
                answer(ctx, request, head, headBytes);
            }
        }
        keepRest(ctx, in);
    }

    private void keepRest(ChannelHandlerContext ctx, ByteBuf in) {
        if (in.isReadable() && ctx.channel().isActive()) {
            torn = ctx.alloc().buffer(in.readableBytes() + 512).writeBytes(in);
        }
        in.release();
    }

    private void answer(ChannelHandlerContext ctx, StreamRequest request, byte[] head, int headBytes) {
        switch (request.kind()) {
            case STREAM -> startStream(ctx, request, head, headBytes);
            case SUBSCRIBE -> {
                subscribed = true;
                topics.subscribe(
                        request.topic(), request.wire(), ctx.channel(), responseHead(request.wire(), head, headBytes));
            }
            case ECHO -> {
                write(ctx, responseHead(Wire.WEBSOCKET, head, headBytes));
                EchoHandler.replace(ctx);
            }
            case PUBLISH -> throw new AssertionError("has a body");
            case READY -> write(ctx, OK);
            case NOT_FOUND -> write(ctx, NOT_FOUND);
            case BAD -> write(ctx, BAD);
        }
    }

    private void startStream(ChannelHandlerContext ctx, StreamRequest request, byte[] head, int headBytes) {
        TickStream started =
                new TickStream(ctx, request, responseHead(request.wire(), head, headBytes), () -> ended(ctx));
        stream = started;
        started.start();
    }

    private void publish(ChannelHandlerContext ctx, StreamRequest request, ByteBuf in) {
        byte[] body = new byte[request.bodyBytes()];
        in.readBytes(body);
        write(ctx, PUBLISHED);
        written = topics.publish(request.topic(), body, ctx.alloc());
    }

    private byte[] responseHead(Wire wire, byte[] head, int headBytes) {
        if (wire.chunked()) {
            return wire.head();
        }
        upgraded = true;
        return Handshake.answer(
                StreamRequest.header(head, headBytes, "sec-websocket-key:").orElse(""));
    }

    /// The next request may have come while the stream ran.
    private void ended(ChannelHandlerContext ctx) {
        stream = null;
        if (torn != null) {
            ctx.executor().execute(() -> readTorn(ctx));
        }
    }

    private void readTorn(ChannelHandlerContext ctx) {
        if (torn != null && stream == null) {
            ByteBuf waiting = torn;
            torn = null;
            readRequests(ctx, waiting);
        }
    }

    /// Bytes up to and with the empty line, or -1 if it has not come. A GET that ends what was read is taken
    /// for the only one in it: the probes never pipeline.
    private static int headLength(ByteBuf in) {
        int from = in.readerIndex();
        int end = in.writerIndex();
        if (end - from >= 4 && in.getInt(end - 4) == 0x0d0a0d0a && in.getByte(from) == 'G') {
            return end - from;
        }
        for (int i = from; i <= end - 4; i++) {
            if (in.getByte(i) == '\r' && in.getInt(i) == 0x0d0a0d0a) {
                return i + 4 - from;
            }
        }
        return -1;
    }

    private static void write(ChannelHandlerContext ctx, byte[] bytes) {
        ctx.writeAndFlush(ctx.alloc().directBuffer(bytes.length).writeBytes(bytes), ctx.voidPromise());
    }
}
