package io.riptide.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.run.Run;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.http.HttpExchange;
import io.riptide.protocol.http.RequestHead;
import io.riptide.protocol.stream.Framing;
import io.riptide.protocol.websocket.DeflateTerms;
import io.riptide.protocol.websocket.DeflatedWebSocketFraming;
import io.riptide.protocol.websocket.HandshakeOutcome;
import io.riptide.protocol.websocket.HandshakeRequest;
import io.riptide.protocol.websocket.InboundBudget;
import io.riptide.protocol.websocket.WebSocketFraming;
import io.riptide.protocol.websocket.WebSocketHandler;
import io.riptide.protocol.websocket.WebSocketHandshake;
import io.riptide.protocol.websocket.WebSocketLimits;
import io.riptide.protocol.websocket.WebSocketListener;
import io.riptide.server.config.WebSocketConfig;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.OriginPolicy;
import io.riptide.server.route.Request;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.Outlet;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.Since;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.stream.Work;
import io.riptide.server.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Turns requests into WebSockets.
@OnEventLoop
public final class WebSockets {
    private final WebSocketConfig config;
    private final OriginPolicy origins;
    private final RunStreams streams;
    private final Topics topics;
    private final WebSocketHandshake handshake;
    private final WebSocketLimits limits;
    private final InboundBudget inbound;

    /// Sockets whose unfinished messages count on `inboundBytes`.
    public WebSockets(
            WebSocketConfig config, OriginPolicy origins, RunStreams streams, Topics topics, ByteBudget inboundBytes) {
        this.config = config;
        this.origins = origins;
        this.streams = streams;
        this.topics = topics;
        this.handshake = new WebSocketHandshake(List.of(WebSocketHandshake.SUBPROTOCOL), config.deflate());
        this.limits = new WebSocketLimits(
                config.messageBytesMax(),
                WebSocketLimits.STANDARD.outboundBytesMax(),
                config.deflateBytesMin(),
                config.closeTimeout().toNanos(),
                config.pingInterval().toNanos(),
                config.pongTimeout().toNanos());
        this.inbound = new Inbound(inboundBytes);
    }

    /// Makes `request` a socket that echoes.
    public void upgradeToEcho(Request request, EchoSession session) {
        upgrade(request, limits.withMessageBytesMax(config.echoMessageBytesMax()), _ -> session);
    }

    /// Makes `request` a socket with the command loop.
    public void upgradeToCommands(Request request, Commands commands) {
        upgrade(
                request,
                limits,
                deflate -> new CommandSession(request, commands, streams, topics, config, framings(deflate)));
    }

    /// Makes `request` a socket that carries the one stream of `work`.
    public void upgradeToStream(Request request, Work work) {
        upgradeToStream(request, work.delivery(), (framing, onEnd) -> {
            Run run = streams.open(work, request.context(), StreamTransport.WEBSOCKET);
            return streams.begin(
                    run, work.delivery(), Outlet.socket(request.streams(), framing, request.context(), onEnd));
        });
    }

    /// Makes `request` a socket that carries the events of a run that others may view as well.
    public void upgradeToRun(Request request, Run run, Delivery delivery, Since since) {
        upgradeToStream(request, delivery, (framing, onEnd) -> {
            Outlet outlet = Outlet.socket(request.streams(), framing, request.context(), onEnd);
            return streams.resume(run, delivery, since, outlet);
        });
    }

    /// Makes `request` a socket that carries the events of one topic.
    public void upgradeToTopic(Request request, String topic, Delivery delivery, Since since) {
        upgradeToStream(request, delivery, (framing, onEnd) -> {
            Outlet outlet = Outlet.socket(request.streams(), framing, request.context(), onEnd);
            return topics.subscribe(topic, delivery, since, outlet).writer();
        });
    }

    private void upgradeToStream(Request request, Delivery delivery, SocketStream stream) {
        long pingIntervalNs = PingInterval.of(config, streams.config()).ns(delivery.heartbeatMs());
        upgrade(request, limits, deflate -> {
            Framing framing = framings(deflate).apply(Optional.empty());
            return new StreamSession(stream, streams, framing, pingIntervalNs);
        });
    }

    private void upgrade(
            Request request,
            WebSocketLimits socketLimits,
            Function<Optional<DeflateTerms>, WebSocketListener> newSession) {
        if (!origins.allowsSocket(request.head())) {
            String origin = request.head().header("origin").orElse("");
            request.problem(Problem.forbidden("origin " + origin + " may not open a WebSocket here; see cors.origins"));
            return;
        }
        switch (handshake.decide(new HeadView(request.head()))) {
            case HandshakeOutcome.Refused refused -> refuse(request, refused);
            case HandshakeOutcome.Accepted accepted
            when request.exchange().hasBody() ->
                refuse(request, new HandshakeOutcome.Refused(400, "a handshake has no content", Map.of()));
            case HandshakeOutcome.Accepted accepted ->
                accept(request, accepted, socketLimits, newSession.apply(accepted.deflate()));
        }
    }

    private static void refuse(Request request, HandshakeOutcome.Refused refused) {
        Problem problem = refused.status() == 426
                ? Problem.upgradeRequired(refused.rule())
                : Problem.protocol(refused.status(), refused.rule());
        request.exchange().endConnection();
        request.problem(problem, refused.fields());
    }

    private void accept(
            Request request,
            HandshakeOutcome.Accepted accepted,
            WebSocketLimits socketLimits,
            WebSocketListener session) {
        HttpExchange exchange = request.exchange();
        Map<String, String> fields = new HashMap<>();
        fields.put("X-Request-ID", request.context().id());
        ByteBuf head = exchange.context().alloc().directBuffer();
        handshake.writeResponse(accepted, fields, head);
        exchange.context().write(head, exchange.context().voidPromise());
        WebSocketHandler socket =
                new WebSocketHandler(session, socketLimits, inbound, accepted.deflate(), Unpooled.EMPTY_BUFFER);
        ByteBuf unread = exchange.upgrade(socket);
        ChannelHandlerContext context = exchange.channel().pipeline().context(socket);
        exchange.channel().flush();
        if (unread.isReadable() && context != null) {
            socket.channelRead(context, unread);
            socket.channelReadComplete(context);
        } else {
            ReferenceCountUtil.release(unread);
        }
    }

    private Function<Optional<String>, Framing> framings(Optional<DeflateTerms> deflate) {
        return streamId -> deflate.<Framing>map(
                        terms -> new DeflatedWebSocketFraming(streamId, terms, limits.deflateBytesMin()))
                .orElseGet(() -> new WebSocketFraming(streamId));
    }

    /// A request's head as the handshake wants to see it.
    private record HeadView(RequestHead head) implements HandshakeRequest {
        @Override
        public String method() {
            return head.method();
        }

        @Override
        public int minorVersion() {
            return head.versionMinor();
        }

        @Override
        public List<String> values(String name) {
            return IntStream.range(0, head.fieldCount())
                    .filter(i -> head.fieldName(i).equalsIgnoreCase(name))
                    .mapToObj(head::fieldValue)
                    .toList();
        }
    }

    /// A budget of the engine as the codec wants to see it.
    private record Inbound(ByteBudget budget) implements InboundBudget {
        @Override
        public boolean tryReserve(long bytes) {
            return budget.tryReserve(bytes);
        }

        @Override
        public void release(long bytes) {
            budget.release(bytes);
        }
    }
}
