package io.riptide.protocol.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;

/// Stands next to the socket and writes down what passes: each write as text, and how many flushes.
public final class RecordingOutbound extends ChannelOutboundHandlerAdapter {
    private final List<String> writes = new ArrayList<>();
    private int flushes;

    /// What was written, a text for each write.
    public List<String> writes() {
        return writes;
    }

    /// Everything written, as one text.
    public String text() {
        return String.join("", writes);
    }

    /// How often it was flushed.
    public int flushes() {
        return flushes;
    }

    /// Forgets everything.
    public void clear() {
        writes.clear();
        flushes = 0;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        writes.add(((ByteBuf) message).toString(UTF_8));
        ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        flushes++;
        ctx.flush();
    }
}
