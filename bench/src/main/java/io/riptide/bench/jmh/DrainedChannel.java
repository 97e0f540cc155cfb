package io.riptide.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;

/// A channel whose socket takes everything at once and costs nothing: what is left is our side and Netty's.
public final class DrainedChannel extends EmbeddedChannel {
    private final Proof proof;
    private long bytes;

    /// Tells `proof` of all that is written.
    public DrainedChannel(Proof proof, ChannelHandler... handlers) {
        this.proof = proof;
        config().setAllocator(PooledByteBufAllocator.DEFAULT);
        pipeline().addLast(handlers);
    }

    /// Bytes written so far.
    public long bytes() {
        return bytes;
    }

    /// Hands what was read to the pipeline, as an event loop does once it has read all there is; takes `in`.
    public void read(ByteBuf in) {
        pipeline().fireChannelRead(in);
        pipeline().fireChannelReadComplete();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        for (Object message = out.current(); message != null; message = out.current()) {
            ByteBuf buffer = (ByteBuf) message;
            bytes += buffer.readableBytes();
            proof.see(buffer);
            out.remove();
        }
    }
}
