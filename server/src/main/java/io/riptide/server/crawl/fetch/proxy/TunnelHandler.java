package io.riptide.server.crawl.fetch.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.riptide.server.crawl.fetch.proxy.ProxyFaultException.Hope;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Turns "connect to the target" into "connect to the proxy and have it open a tunnel to the target". It stands
/// first in its pipeline, so all that comes after it, TLS included, believes to be connected to the target, and
/// hears of it only once it is.
///
/// 1. [#connect] dials the proxy instead.
/// 2. Connected, it holds the dialogue; nobody else sees those bytes.
/// 3. The tunnel is open: it leaves the pipeline and completes the promise it was given.
///
/// - **Threading:** on the event loop; [#target] from any thread.
/// - **Ownership:** takes the bytes read until the tunnel is open.
/// - **Bounds:** `timeoutMs` for all of it, connecting included; `answerBytesMax` for what the proxy says.
/// - **Failure:** the promise fails with a [ProxyFaultException], and the connection is closed.
public final class TunnelHandler extends ChannelDuplexHandler {
    private static final AttributeKey<InetSocketAddress> TARGET = AttributeKey.valueOf("riptide-tunnel-target");

    private final OutboundProxy proxy;
    private final int timeoutMs;
    private final int answerBytesMax;
    private @Nullable Opening opening;

    public TunnelHandler(OutboundProxy proxy, int timeoutMs, int answerBytesMax) {
        this.proxy = proxy;
        this.timeoutMs = timeoutMs;
        this.answerBytesMax = answerBytesMax;
    }

    /// Who the other end of the tunnel is; empty for a connection that is none.
    public static Optional<InetSocketAddress> target(Channel channel) {
        return Optional.ofNullable(channel.attr(TARGET).get());
    }

    /// A tunnel that is not open yet.
    private record Opening(
            InetSocketAddress target,
            TunnelDialogue dialogue,
            ByteBuf heard,
            ChannelPromise opened,
            Future<?> timeout) {}

    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        assert opening == null : remote;
        InetSocketAddress target = (InetSocketAddress) remote;
        InetSocketAddress dialled;
        try {
            dialled = proxy.dialled();
        } catch (ProxyFaultException e) {
            promise.tryFailure(e);
            ctx.close();
            return;
        }
        // One entry a tunnel in the queue of the fetcher's own loop, gone again within milliseconds as a rule.
        Future<?> timeout = ctx.executor().schedule(() -> tooSlow(ctx), timeoutMs, TimeUnit.MILLISECONDS);
        opening = new Opening(
                target, proxy.dialogue(target, answerBytesMax), ctx.alloc().heapBuffer(), promise, timeout);
        ctx.connect(dialled, local).addListener((ChannelFuture connected) -> {
            // Not when it was closed for being too slow, which has been noted.
            if (!connected.isSuccess() && opening != null) {
                proxy.missed();
                fail(
                        ctx,
                        proxy.fault(
                                "cannot be connected to: " + connected.cause().getMessage(), Hope.LATER));
            }
        });
    }

    private void tooSlow(ChannelHandlerContext ctx) {
        boolean isConnected = ctx.channel().isActive();
        if (!isConnected) {
            proxy.missed();
        }
        Culprit culprit = isConnected ? keptBy() : Culprit.PROXY;
        fail(ctx, proxy.fault("gave no tunnel within " + timeoutMs + " ms", Hope.LATER_TOO_SLOW, culprit));
    }

    /// Who may be to blame for a proxy that says nothing or leaves: once it knows the target, that may be why.
    private Culprit keptBy() {
        Opening current = opening;
        return current != null && current.dialogue().hasAsked() ? Culprit.UNKNOWN : Culprit.PROXY;
    }

    /// Those after it hear of it when the tunnel is open.
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Opening current = opening;
        if (current != null) {
            ByteBuf out = ctx.alloc().buffer();
            current.dialogue().open(out);
            ctx.writeAndFlush(out);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Opening current = opening;
        if (current == null || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf out = ctx.alloc().buffer();
        try {
            current.heard().writeBytes(bytes);
            boolean isOpen = current.dialogue().advance(current.heard(), out);
            if (out.isReadable()) {
                ctx.writeAndFlush(out.retain());
            }
            if (isOpen) {
                open(ctx, current);
            }
        } catch (ProxyFaultException e) {
            fail(ctx, e);
        } finally {
            bytes.release();
            out.release();
        }
    }

    private void open(ChannelHandlerContext ctx, Opening current) throws ProxyFaultException {
        if (current.heard().isReadable()) {
            // Neither TLS nor HTTP lets a server speak first; it would be read as the site's answer.
            throw proxy.fault("says more than its answer", Hope.NONE);
        }
        ctx.channel().attr(TARGET).set(current.target());
        ctx.pipeline().remove(this);
        current.opened().trySuccess();
        if (ctx.channel().isActive()) {
            ctx.fireChannelActive();
        }
    }

    private void fail(ChannelHandlerContext ctx, ProxyFaultException fault) {
        Opening current = opening;
        if (current != null) {
            forget();
            current.opened().tryFailure(fault);
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, proxy.fault("closed the connection before the tunnel was open", Hope.LATER, keptBy()));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(
                ctx,
                proxy.fault(
                        "broke the connection before the tunnel was open: " + cause.getMessage(),
                        Hope.LATER,
                        keptBy()));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        forget();
    }

    private void forget() {
        Opening current = opening;
        if (current != null) {
            opening = null;
            current.timeout().cancel(false);
            current.heard().release();
        }
    }
}
