package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/// Answers GETs, several in one read too, on connections that are kept alive.
///
/// - **Bounds:** heads of 8 KiB; a longer one closes the connection.
final class PageHandler extends ByteToMessageDecoder {
    private static final int HEAD_BYTES_MAX = 8 * 1024;
    private static final ByteBuf EMPTY_LINE = Unpooled.wrappedBuffer("\r\n\r\n".getBytes(US_ASCII));
    private static final String GET = "GET ";

    private final List<ByteBuf> pages;

    PageHandler(List<ByteBuf> pages) {
        this.pages = pages;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int length = ByteBufUtil.indexOf(EMPTY_LINE, in) - in.readerIndex();
        if (length < 0) {
            if (in.readableBytes() > HEAD_BYTES_MAX) {
                ctx.close();
            }
            return;
        }
        String head = in.toString(in.readerIndex(), length, US_ASCII);
        in.skipBytes(length + 4);
        ctx.write(answer(head), ctx.voidPromise());
    }

    private ByteBuf answer(String head) {
        int end = head.indexOf(' ', GET.length());
        if (!head.startsWith(GET) || end < 0) {
            return PageServer.answer("400 Bad Request", new byte[0]);
        }
        String path = head.substring(GET.length(), end);
        if (path.equals("/readyz")) {
            return PageServer.answer("200 OK", "ready\n".getBytes(US_ASCII));
        }
        if (path.matches("/p/\\d{1,6}")) {
            int page = Integer.parseInt(path, "/p/".length(), path.length(), 10);
            if (page < pages.size()) {
                return pages.get(page).retainedDuplicate();
            }
        }
        return PageServer.answer("404 Not Found", new byte[0]);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        ctx.flush();
        super.channelReadComplete(ctx);
    }

    /// A crawler that leaves in the middle resets its connection; there is nobody to tell.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
