package io.riptide.server.crawl.fetch;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/// Drops interim answers, such as 103 Early Hints, which the client library would take for the final one. 101
/// is none of them: nobody asked to switch, so it goes through and fails the exchange.
///
/// - **Threading:** on the event loop, one per connection.
/// - **Bounds:** [#INTERIM_MAX] in a row, then the connection is closed.
/// - **Source:** RFC 9110, section 15.2.
final class InterimResponseHandler extends ChannelInboundHandlerAdapter {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int INTERIM_MAX = 16;

    private boolean isInterim;
    private int interimCount;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            isInterim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && response.status().code() != SWITCHING_PROTOCOLS
                    && response.decoderResult().isSuccess();
            interimCount = isInterim ? interimCount + 1 : 0;
        }
        if (!isInterim) {
            ctx.fireChannelRead(message);
            return;
        }
        if (message instanceof LastHttpContent) {
            isInterim = false;
        }
        ReferenceCountUtil.release(message);
        if (interimCount > INTERIM_MAX) {
            ctx.close();
        }
    }
}
