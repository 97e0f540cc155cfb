package io.riptide.server.crawl.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Lets a connection be read no further for a while.
///
/// To switch off its `autoRead` alone does not do that: it ends the reading that is under way, but the client library
/// asks for another read after each. And what was read already may unpack to a hundred times its size; so it goes on
/// in small pieces, and those that come after a pause wait here.
///
/// - **Threading:** on the event loop; [#resume] on any thread.
/// - **Ownership:** holds what was read and not passed on, and releases it when it is removed.
/// - **Bounds:** after [#pause] comes one piece of [#PIECE_BYTES] at most; what was read already waits, 64 KiB or what
///   TLS makes of it.
final class PauseHandler extends ChannelDuplexHandler {
    private static final int PIECE_BYTES = 16 * 1024;

    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(0);
    private volatile boolean isPaused;
    private boolean isPassing;
    private @Nullable ChannelHandlerContext context;

    /// From within what is done about a piece.
    static void pause(Channel channel) {
        @Nullable PauseHandler handler = channel.pipeline().get(PauseHandler.class);
        if (handler != null) { // else it was closed
            handler.isPaused = true;
            channel.config().setAutoRead(false);
        }
    }

    static void resume(Channel channel) {
        @Nullable PauseHandler handler = channel.pipeline().get(PauseHandler.class);
        if (handler == null) {
            return;
        }
        handler.isPaused = false;
        try {
            channel.eventLoop().execute(handler::goOn);
        } catch (RejectedExecutionException e) {
            // The fetcher was closed, and its connections with it.
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            waiting.add(bytes);
            pass(ctx);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) throws Exception {
        if (!isPaused) {
            super.read(ctx);
        }
    }

    /// What came before the end belongs to the answer.
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isPaused = false;
        pass(ctx);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    private void goOn() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || ctx.isRemoved()) {
            return;
        }
        boolean wasWaiting = !waiting.isEmpty();
        pass(ctx);
        if (wasWaiting) {
            ctx.fireChannelReadComplete();
        }
        if (!isPaused) {
            ctx.channel().config().setAutoRead(true); // and reads
        }
    }

    private void pass(ChannelHandlerContext ctx) {
        if (isPassing) {
            return;
        }
        isPassing = true;
        try {
            while (!isPaused && !waiting.isEmpty()) {
                ByteBuf next = waiting.element();
                if (next.readableBytes() > PIECE_BYTES) {
                    ctx.fireChannelRead(next.readRetainedSlice(PIECE_BYTES));
                } else {
                    ctx.fireChannelRead(waiting.remove());
                }
            }
        } finally {
            isPassing = false;
        }
    }
}
