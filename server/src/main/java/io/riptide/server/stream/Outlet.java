package io.riptide.server.stream;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.stream.ContentCoding;
import io.riptide.protocol.stream.Framing;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.protocol.stream.StreamHandler;
import io.riptide.protocol.stream.Transfer;
import io.riptide.server.request.RequestContext;
import java.util.function.Consumer;

/// Where the bytes of one stream go, and who hears of its end.
///
/// @param coding how the content is coded; a WebSocket codes its messages itself
/// @param context the request or command that asked for it
/// @param head writes what stands before its first event
public record Outlet(
        StreamTransport transport,
        StreamHandler channel,
        Framing framing,
        Transfer transfer,
        ContentCoding coding,
        RequestContext context,
        Consumer<StreamEnd> onEnd,
        Consumer<ByteBuf> head) {
    private static final ContentCoding IDENTITY = new ContentCoding.Identity();

    /// Into a WebSocket.
    public static Outlet socket(
            StreamHandler channel, Framing framing, RequestContext context, Consumer<StreamEnd> onEnd) {
        return new Outlet(
                StreamTransport.WEBSOCKET, channel, framing, Transfer.RAW, IDENTITY, context, onEnd, Outlet::noHead);
    }

    /// The same once it has begun, when its head has been written: it keeps nothing of what only that needed.
    Outlet begun() {
        return new Outlet(transport, channel, framing, transfer, coding, context, onEnd, Outlet::noHead);
    }

    /// The same, framed otherwise.
    public Outlet with(Framing other) {
        return new Outlet(transport, channel, other, transfer, coding, context, onEnd, head);
    }

    private static void noHead(ByteBuf out) {
        assert out.isWritable() : out;
    }
}
