package io.riptide.server.crawl.fetch.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.ReferenceCountUtil;

/// Sits between TLS and the codec and reads the heads of frames as they pass. It tells when an answer begins,
/// which the codec knows only once a head is whole, and holds the site to what no answer needs more of.
///
/// ```
///  0        1        2        3        4        5                          9
/// +--------+--------+--------+--------+--------+--------------------------+----------
/// |          length          |  type  | flags  |        stream id         | payload …
/// +--------+--------+--------+--------+--------+--------------------------+----------
/// ```
///
/// Frames of the connection may come at any time, those of an answer only when one is awaited: others close the
/// connection.
///
/// - **Threading:** on the event loop.
/// - **Ownership:** passes on what it is shown, or frees it.
/// - **Bounds:** `headBytesMax` of a head in all its frames, compressed; [#BARE_FRAMES_MAX] frames without
///   content between two heads.
/// - **Failure:** an [Http2Exception] of the connection, which the codec hears of; caused by a
///   [TooLongFrameException] where a head is too large.
/// - **Source:** RFC 9113, sections 4.1, 6.6 and 10.5.
public final class FrameTapHandler extends ChannelInboundHandlerAdapter {
    /// A site that means well sends some ten of them with an answer, and one for each piece of a body it gets.
    static final int BARE_FRAMES_MAX = 1_000;

    private static final int TYPE_INDEX = 3;
    private static final int HEAD_BYTES = 9;

    private final int headBytesMax;
    private final AnswerWatch watch;

    /// Of the frame that has begun: how much of its head was seen, its length, what is left of its payload.
    private int headIndex;

    private int length;
    private int payloadLeft;

    private int headBytes;
    private int bareFrames;
    private boolean isOver;

    public FrameTapHandler(int headBytesMax, AnswerWatch watch) {
        this.headBytesMax = headBytesMax;
        this.watch = watch;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (isOver) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof ByteBuf bytes) {
            try {
                scan(ctx, bytes);
            } catch (Http2Exception e) {
                isOver = true;
                bytes.release();
                ctx.fireExceptionCaught(e);
                return;
            }
        }
        ctx.fireChannelRead(message);
    }

    private void scan(ChannelHandlerContext ctx, ByteBuf bytes) throws Http2Exception {
        int index = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (index < end) {
            if (payloadLeft > 0) {
                int passed = Math.min(payloadLeft, end - index);
                payloadLeft -= passed;
                index += passed;
            } else {
                scanHead(ctx, bytes.getUnsignedByte(index));
                index++;
            }
        }
    }

    private void scanHead(ChannelHandlerContext ctx, int value) throws Http2Exception {
        if (headIndex < TYPE_INDEX) {
            length = length << Byte.SIZE | value;
        } else if (headIndex == TYPE_INDEX) {
            onType(ctx, (byte) value);
        }
        headIndex++;
        if (headIndex == HEAD_BYTES) {
            payloadLeft = length;
            headIndex = 0;
            length = 0;
        }
    }

    private void onType(ChannelHandlerContext ctx, byte type) throws Http2Exception {
        switch (type) {
            case Http2FrameTypes.HEADERS -> {
                requireAwaited(ctx);
                headBytes = 0;
                bareFrames = 0;
                addToHead();
                watch.onHeadBegins(ctx.channel());
            }
            case Http2FrameTypes.CONTINUATION -> {
                requireAwaited(ctx);
                addToHead();
            }
            case Http2FrameTypes.DATA -> requireAwaited(ctx);
            case Http2FrameTypes.PUSH_PROMISE ->
                throw new Http2Exception(Http2Error.PROTOCOL_ERROR, "a push, which was forbidden");
            default -> {
                bareFrames++;
                if (bareFrames > BARE_FRAMES_MAX) {
                    throw new Http2Exception(
                            Http2Error.ENHANCE_YOUR_CALM, "more than " + BARE_FRAMES_MAX + " frames without content");
                }
            }
        }
    }

    private void addToHead() throws Http2Exception {
        headBytes += length;
        if (headBytes > headBytesMax) {
            String fault = "a head past the bound of " + headBytesMax + " bytes";
            throw new Http2Exception(Http2Error.ENHANCE_YOUR_CALM, fault, new TooLongFrameException(fault));
        }
    }

    private void requireAwaited(ChannelHandlerContext ctx) throws Http2Exception {
        if (!watch.isAwaited(ctx.channel())) {
            throw new Http2Exception(Http2Error.PROTOCOL_ERROR, "an answer nobody asked for");
        }
    }
}
