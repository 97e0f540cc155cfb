package io.riptide.server.crawl.fetch;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.riptide.server.crawl.fetch.http2.ClientCodec;
import io.riptide.server.crawl.fetch.http2.FrameTapHandler;
import io.riptide.server.crawl.fetch.http2.SingleStreamHandler;
import org.asynchttpclient.netty.channel.ChannelManager;

/// Decides with a connection's first request what it speaks. It stands behind the codec of HTTP/1.1 and puts
/// HTTP/2 in its place where the site has chosen that, then leaves.
///
/// The first request is the moment: the handshake is over, and the client library writes it before news of that
/// have come through the pipeline.
///
/// - **Threading:** on the event loop, one per connection.
final class ProtocolSwitchHandler extends ChannelOutboundHandlerAdapter {
    private final int headBytesMax;
    private final Http11Origins http11;

    /// @param http11 where sites are noted that want HTTP/1.1 after all
    ProtocolSwitchHandler(int headBytesMax, Http11Origins http11) {
        this.headBytesMax = headBytesMax;
        this.http11 = http11;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ChannelPipeline pipeline = ctx.pipeline();
        SslHandler tls = pipeline.get(SslHandler.class);
        if (tls != null && AlpnEngineFactory.hasChosenHttp2(tls.engine())) {
            pipeline.replace(
                    WireTapHandler.class, "riptide-frames", new FrameTapHandler(headBytesMax, WireTapHandler.WATCH));
            pipeline.replace(ChannelManager.HTTP_CLIENT_CODEC, "riptide-http2", ClientCodec.create(headBytesMax));
            pipeline.addBefore(ctx.name(), "riptide-stream", new SingleStreamHandler(() -> http11.add(tls.engine())));
        }
        ctx.write(message, promise);
        pipeline.remove(this);
    }
}
