package io.riptide.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.Framing;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.protocol.websocket.CloseCode;
import io.riptide.protocol.websocket.WebSocketHandler;
import io.riptide.protocol.websocket.WebSocketListener;
import io.riptide.server.problem.Fault;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.stream.RunStreams;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A socket that carries the one stream its request named, and closes with it.
///
/// - **Failure:** it takes no commands: a text is answered with an `error` message as [BadMessages] has it,
///   anything binary closes the socket.
@OnEventLoop
final class StreamSession implements WebSocketListener {
    private static final Problem ONLY_SENDS =
            Problem.invalid(List.of(new Fault("", "this socket only sends; /ws takes commands")));

    private final RunStreams streams;
    private final Framing framing;
    private final long pingIntervalNs;
    private final BadMessages badMessages = new BadMessages();

    /// Gone once it has begun: it keeps the request alive, some 800 bytes that no open stream needs.
    private @Nullable SocketStream stream;

    private @Nullable WebSocketHandler socket;
    private @Nullable StreamWriter writer;

    StreamSession(SocketStream stream, RunStreams streams, Framing framing, long pingIntervalNs) {
        this.stream = stream;
        this.pingIntervalNs = pingIntervalNs;
        this.streams = streams;
        this.framing = framing;
    }

    @Override
    public void onOpen(WebSocketHandler opened, ChannelHandlerContext ctx) {
        socket = opened;
        SocketStream wanted = stream;
        assert wanted != null : this;
        stream = null;
        opened.pingEvery(pingIntervalNs);
        try {
            writer = wanted.begin(framing, this::ended);
        } catch (RefusedException e) {
            int code = streams.isDraining() ? CloseCode.GOING_AWAY : CloseCode.POLICY;
            opened.close(code, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void onText(ByteBuf message) {
        badMessages.answer(socket(), "", ONLY_SENDS);
    }

    @Override
    public void onBinary(ByteBuf message) {
        socket().close(CloseCode.UNSUPPORTED, "this socket only sends");
    }

    @Override
    public void onWritability(boolean writable) {
        // The stream asks the channel itself.
    }

    @Override
    public void onClosing() {
        StreamWriter begun = writer;
        if (begun != null) {
            begun.stop();
        }
    }

    @Override
    public void onClosed(int code, String reason, boolean clean) {
        onClosing();
    }

    private WebSocketHandler socket() {
        WebSocketHandler opened = socket;
        assert opened != null : this;
        return opened;
    }

    private void ended(StreamEnd end) {
        WebSocketHandler opened = socket;
        if (opened == null) {
            return;
        }
        switch (end) {
            case COMPLETED -> {
                if (streams.isDraining()) {
                    opened.close(CloseCode.GOING_AWAY, "the server is shutting down");
                } else {
                    opened.close(CloseCode.NORMAL, "");
                }
            }
            case OVERRUN, STALLED -> opened.close(CloseCode.SLOW_CONSUMER, "slow consumer");
            case EXPIRED -> opened.close(CloseCode.SERVER_FAULT, "the events are no longer held");
            case STOPPED, CHANNEL_CLOSED -> {}
        }
    }
}
