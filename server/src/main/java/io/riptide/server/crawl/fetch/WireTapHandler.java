package io.riptide.server.crawl.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.riptide.server.crawl.fetch.http2.AnswerWatch;
import org.jspecify.annotations.Nullable;

/// Sits between TLS and the HTTP codec and knows which exchange a connection is for. It tells that exchange of
/// the first byte of its answer, and closes a connection that sends bytes nobody asked for: kept, they would be
/// read as the beginning of the next answer.
///
/// Where the connection turns to HTTP/2, [#WATCH] takes its place: there a site may speak at any time, and only
/// the bytes of a head begin an answer.
///
/// - **Threading:** on the event loop; [#attach] and [#detach] from any thread.
final class WireTapHandler extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<Exchange> EXCHANGE = AttributeKey.valueOf("riptide-exchange");

    static final AnswerWatch WATCH = new AnswerWatch() {
        @Override
        public boolean isAwaited(Channel channel) {
            return channel.attr(EXCHANGE).get() != null;
        }

        @Override
        public void onHeadBegins(Channel channel) {
            @Nullable Exchange exchange = channel.attr(EXCHANGE).get();
            if (exchange != null) {
                exchange.onWireBytes();
            }
        }
    };

    static void attach(Channel channel, Exchange exchange) {
        channel.attr(EXCHANGE).set(exchange);
    }

    static void detach(Channel channel) {
        channel.attr(EXCHANGE).set(null);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        @Nullable Exchange exchange = ctx.channel().attr(EXCHANGE).get();
        if (exchange == null) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            exchange.onWireBytes();
        }
        ctx.fireChannelRead(message);
    }
}
