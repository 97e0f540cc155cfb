package io.riptide.server.crawl.fetch;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/// Lets a connection be read no further for a while. To switch off its `autoRead` alone does not do that, since the
/// client library asks for another read after each; but that ends the reading that is under way.
///
/// - **Threading:** [#pause] on the event loop, [#resume] on any thread.
/// - **Bounds:** after [#pause] comes what was read already: a buffer at most, and what TLS and HTTP/2 make of it.
final class PauseHandler extends ChannelOutboundHandlerAdapter {
    private volatile boolean isPaused;

    static void pause(Channel channel) {
        set(channel, true);
        channel.config().setAutoRead(false);
    }

    static void resume(Channel channel) {
        set(channel, false);
        channel.config().setAutoRead(true); // and reads
    }

    private static void set(Channel channel, boolean isPaused) {
        @Nullable PauseHandler handler = channel.pipeline().get(PauseHandler.class);
        if (handler != null) { // else it was closed
            handler.isPaused = isPaused;
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) throws Exception {
        if (!isPaused) {
            super.read(ctx);
        }
    }
}
