package io.riptide.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.engine.run.Run;
import io.riptide.engine.run.RunOutcome;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.Framing;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.protocol.websocket.CloseCode;
import io.riptide.protocol.websocket.WebSocketHandler;
import io.riptide.protocol.websocket.WebSocketHandshake;
import io.riptide.protocol.websocket.WebSocketListener;
import io.riptide.server.config.WebSocketConfig;
import io.riptide.server.event.Json;
import io.riptide.server.event.MalformedJsonException;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.problem.Fault;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.request.RequestContext;
import io.riptide.server.request.UuidV7;
import io.riptide.server.route.Request;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.Outlet;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.Since;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.stream.TakesInput;
import io.riptide.server.stream.Work;
import io.riptide.server.text.Spelling;
import io.riptide.server.topic.Batch;
import io.riptide.server.topic.PublishOutcome;
import io.riptide.server.topic.Subscription;
import io.riptide.server.topic.TopicEvents;
import io.riptide.server.topic.TopicName;
import io.riptide.server.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// The command loop of one socket: takes commands while streams run, many streams at once, each by its client's
/// id.
///
/// - **Bounds:** `websocket.streams-max` streams; bad messages as [BadMessages] has it.
/// - **Failure:** a bad message, which is no command at all, and a command that cannot be obeyed are answered
///   with an `error` message and leave the socket open. Only the former are counted: to cancel a stream that
///   has just ended is no mistake of the client's.
@OnEventLoop
final class CommandSession implements WebSocketListener {
    private static final int ID_LENGTH_MAX = 64;
    private static final int RUN_ID_LENGTH_MAX = 64;
    private static final long CREDIT_MAX = 1_000_000_000L;
    private static final List<String> CONTROLS = List.of(
            "resume", "subscribe", "publish", "cancel", "pause", "unpause", "credit", "input", "status", "ping");

    private final Request request;
    private final Commands commands;
    private final RunStreams streams;
    private final Topics topics;
    private final PublishQueue publishes;
    private final WebSocketConfig config;
    private final PingInterval pings;
    private final Function<Optional<String>, Framing> framings;
    private final List<String> operations;
    private final String sessionId = UuidV7.next();
    private final Map<String, Attached> attached = new LinkedHashMap<>();
    private final BadMessages badMessages = new BadMessages();
    private @Nullable WebSocketHandler socket;
    private boolean isClosed;

    CommandSession(
            Request request,
            Commands commands,
            RunStreams streams,
            Topics topics,
            WebSocketConfig config,
            Function<Optional<String>, Framing> framings) {
        this.request = request;
        this.commands = commands;
        this.streams = streams;
        this.topics = topics;
        this.publishes = new PublishQueue(topics, request.exchange().channel().eventLoop(), this::published);
        this.config = config;
        this.pings = PingInterval.of(config, streams.config());
        this.framings = framings;
        this.operations = Stream.concat(commands.readers().keySet().stream().sorted(), CONTROLS.stream())
                .toList();
    }

    @Override
    public void onOpen(WebSocketHandler opened, ChannelHandlerContext ctx) {
        socket = opened;
        send("welcome", json -> {
            json.writeStringProperty("session_id", sessionId);
            json.writeStringProperty("protocol", WebSocketHandshake.SUBPROTOCOL);
            json.writeArrayPropertyStart("operations");
            operations.forEach(json::writeString);
            json.writeEndArray();
            json.writeObjectPropertyStart("limits");
            json.writeNumberProperty("streams", config.streamsMax());
            json.writeNumberProperty("message_bytes", config.messageBytesMax());
            json.writeEndObject();
        });
    }

    @Override
    public void onText(ByteBuf message) {
        byte[] text = ByteBufUtil.getBytes(message);
        JsonNode command;
        try {
            command = Json.read(text);
        } catch (MalformedJsonException e) {
            badMessages.answer(socket(), "", Problem.malformed(e.detail()));
            return;
        }
        String id = command.path("id").isString() ? command.path("id").stringValue() : "";
        JsonFields fields = new JsonFields(command, "", new Faults());
        String type;
        try {
            type = type(fields);
        } catch (InvalidInputException e) {
            badMessages.answer(socket(), id, Problem.invalid(e.faults()));
            return;
        }
        badMessages.interrupted();
        try {
            obey(type, command, fields);
        } catch (InvalidInputException e) {
            sendError(id, Problem.invalid(e.faults()));
        } catch (RefusedException e) {
            sendError(id, e.problem());
        }
    }

    private String type(JsonFields fields) throws InvalidInputException {
        String type = fields.text("type", ID_LENGTH_MAX, "");
        fields.faults().throwIfAny();
        if (!operations.contains(type)) {
            throw fault("/type", "unknown command '" + type + "'" + Spelling.suggestion(type, operations));
        }
        return type;
    }

    @Override
    public void onBinary(ByteBuf message) {
        close(CloseCode.UNSUPPORTED, "commands are text");
    }

    @Override
    public void onWritability(boolean writable) {
        // Streams ask the channel themselves.
    }

    @Override
    public void onClosing() {
        for (Attached stream : new ArrayList<>(attached.values())) {
            stream.writer().stop();
        }
    }

    @Override
    public void onClosed(int code, String reason, boolean clean) {
        isClosed = true;
        onClosing();
    }

    private void obey(String type, JsonNode command, JsonFields fields) throws InvalidInputException, RefusedException {
        Commands.Reader reader = commands.readers().get(type);
        if (reader != null) {
            begin(id(fields), reader.read(fields));
            return;
        }
        switch (type) {
            case "resume" -> resume(fields);
            case "subscribe" -> subscribe(fields);
            case "publish" -> publish(command, fields);
            case "cancel" -> onStream(fields, stream -> stream.onCancel().run());
            case "pause" -> onStream(fields, stream -> stream.writer().pause());
            case "unpause" -> onStream(fields, stream -> stream.writer().unpause());
            case "credit" -> {
                long events = fields.integer("events", 1, CREDIT_MAX, 0);
                if (!fields.has("events")) {
                    fields.faults().add("/events", "events is missing");
                }
                onStream(fields, stream -> stream.writer().credit(events));
            }
            case "input" -> input(fields);
            case "ping" -> {
                finish(fields);
                send("pong", _ -> {});
            }
            case "status" -> {
                finish(fields);
                send("status", this::writeStatus);
            }
            default -> throw new AssertionError(type);
        }
    }

    private void begin(String id, Work work) throws InvalidInputException, RefusedException {
        requirePlace(id);
        RequestContext context = context();
        Run run = streams.open(work, context, StreamTransport.WEBSOCKET);
        attach(id, onEnd -> {
            StreamWriter writer = streams.begin(run, work.delivery(), outlet(id, context, onEnd));
            return attached(run, writer, work.delivery());
        });
    }

    private void resume(JsonFields fields) throws InvalidInputException, RefusedException {
        String id = id(fields);
        String runId = fields.text("run", RUN_ID_LENGTH_MAX, "");
        if (!fields.has("run")) {
            fields.faults().add("/run", "run is missing");
        }
        Since since = Since.read(fields, Optional.empty());
        JsonFields wanted = fields.object("delivery");
        Delivery delivery = Delivery.read(wanted, streams.config());
        wanted.finish();
        finish(fields);
        requirePlace(id);
        Run run = streams.find(runId).orElseThrow(() -> new RefusedException(streams.unknown(runId)));
        RequestContext context = context();
        attach(id, onEnd -> attached(run, streams.resume(run, delivery, since, outlet(id, context, onEnd)), delivery));
    }

    private static Attached attached(Run run, StreamWriter writer, Delivery delivery) {
        return new Attached(run, writer, delivery.heartbeatMs(), () -> {
            run.end(new RunOutcome.Cancelled());
            writer.letGo();
        });
    }

    private void subscribe(JsonFields fields) throws InvalidInputException, RefusedException {
        String id = id(fields);
        String topic = topic(fields);
        Since since = topics.readSince(fields, Optional.empty());
        JsonFields wanted = fields.object("delivery");
        Delivery delivery = topics.readDelivery(wanted);
        wanted.finish();
        finish(fields);
        requirePlace(id);
        RequestContext context = context();
        attach(id, onEnd -> {
            Subscription subscription = topics.subscribe(topic, delivery, since, outlet(id, context, onEnd));
            return new Attached(subscription.topic(), subscription.writer(), delivery.heartbeatMs(), () -> {
                subscription.writer().stop();
                sendText(TopicEvents.cancelled(id, subscription));
            });
        });
    }

    private void publish(JsonNode command, JsonFields fields) throws InvalidInputException, RefusedException {
        String id = id(fields);
        String topic = topic(fields);
        Batch batch = topics.messages().readCommand(topic, command, fields);
        finish(fields);
        if (!publishes.offer(id, batch)) {
            throw new RefusedException(
                    Problem.tooMany(PublishQueue.WAITING_MAX + " messages of this socket wait to be stored already"));
        }
    }

    private void published(String id, PublishOutcome outcome) {
        if (isClosed) {
            return;
        }
        switch (outcome) {
            case PublishOutcome.Stored stored ->
                send("ack", json -> {
                    json.writeStringProperty("id", id);
                    json.writeStringProperty("epoch", stored.epoch());
                    json.writeNumberProperty("first_offset", stored.firstOffset());
                    json.writeNumberProperty("count", stored.count());
                });
            case PublishOutcome.Refused refused -> sendError(id, refused.problem());
        }
    }

    private static String topic(JsonFields fields) {
        String topic = fields.text("topic", TopicName.LENGTH_MAX, "");
        if (fields.has("topic")) {
            TopicName.check(topic, "/topic", fields.faults());
        } else {
            fields.faults().add("/topic", "topic is missing");
        }
        return topic;
    }

    private void requirePlace(String id) throws InvalidInputException, RefusedException {
        if (attached.containsKey(id)) {
            throw fault("/id", "a stream '" + id + "' is open already");
        }
        if (attached.size() >= config.streamsMax()) {
            throw new RefusedException(Problem.tooMany("this socket has " + config.streamsMax() + " streams already"));
        }
    }

    private RequestContext context() {
        RequestContext opening = request.context();
        return new RequestContext(opening.id(), opening.traceParent(), opening.client(), System.nanoTime());
    }

    private Outlet outlet(String id, RequestContext context, Consumer<StreamEnd> onEnd) {
        return Outlet.socket(request.streams(), framings.apply(Optional.of(id)), context, onEnd);
    }

    /// Begins a stream, which may have ended by the time it has begun.
    private void attach(String id, Opening opening) throws RefusedException {
        boolean[] hasEnded = {false};
        Attached stream = opening.open(end -> {
            hasEnded[0] = true;
            ended(id, end);
        });
        if (!hasEnded[0]) {
            attached.put(id, stream);
            keepAlive();
        }
    }

    /// Pings as often as the most impatient of its streams asks for.
    private void keepAlive() {
        long intervalNs = pings.usualNs();
        for (Attached stream : attached.values()) {
            intervalNs = Math.min(intervalNs, pings.ns(stream.heartbeatMs()));
        }
        socket().pingEvery(intervalNs);
    }

    /// Begins one of this socket's streams.
    @FunctionalInterface
    private interface Opening {
        Attached open(Consumer<StreamEnd> onEnd) throws RefusedException;
    }

    private void ended(String id, StreamEnd end) {
        attached.remove(id);
        keepAlive();
        switch (end) {
            case OVERRUN, STALLED -> close(CloseCode.SLOW_CONSUMER, "slow consumer");
            case COMPLETED, EXPIRED -> {
                if (attached.isEmpty() && streams.isDraining()) {
                    close(CloseCode.GOING_AWAY, "the server is shutting down");
                }
            }
            case STOPPED, CHANNEL_CLOSED -> {}
        }
    }

    /// Does something to the stream a command names, and says so.
    private void onStream(JsonFields fields, Consumer<Attached> action) throws InvalidInputException {
        String id = id(fields);
        finish(fields);
        Attached stream = open(id);
        acknowledge(id);
        action.accept(stream);
    }

    private void input(JsonFields fields) throws InvalidInputException, RefusedException {
        String id = id(fields);
        if (!(open(id).viewed() instanceof Run run && run.spec().source() instanceof TakesInput source)) {
            throw fault("/id", "stream '" + id + "' takes no input: it is no pipeline");
        }
        source.onInput(fields);
        acknowledge(id);
    }

    private Attached open(String id) throws InvalidInputException {
        Attached stream = attached.get(id);
        if (stream == null) {
            throw fault("/id", "no stream '" + id + "' is open" + Spelling.suggestion(id, attached.keySet()));
        }
        return stream;
    }

    private void acknowledge(String id) {
        send("ack", json -> json.writeStringProperty("id", id));
    }

    private static InvalidInputException fault(String pointer, String detail) {
        return new InvalidInputException(List.of(new Fault(pointer, detail)));
    }

    private static String id(JsonFields fields) throws InvalidInputException {
        String id = fields.text("id", ID_LENGTH_MAX, "");
        fields.faults().throwIfAny();
        if (id.isEmpty()) {
            fields.faults().add("/id", "id must be 1 to " + ID_LENGTH_MAX + " characters");
            fields.faults().throwIfAny();
        }
        return id;
    }

    private static void finish(JsonFields fields) throws InvalidInputException {
        fields.finish();
        fields.faults().throwIfAny();
    }

    private void writeStatus(JsonGenerator json) {
        json.writeStringProperty("session_id", sessionId);
        json.writeArrayPropertyStart("streams");
        attached.forEach((id, stream) -> stream.write(json, id));
        json.writeEndArray();
    }

    private void sendError(String id, Problem problem) {
        sendText(BadMessages.error(id, problem));
    }

    private void send(String type, Consumer<JsonGenerator> fields) {
        sendText(Json.object(json -> {
            json.writeStringProperty("type", type);
            fields.accept(json);
        }));
    }

    private void sendText(byte[] text) {
        socket().sendText(Unpooled.wrappedBuffer(text));
    }

    private WebSocketHandler socket() {
        WebSocketHandler opened = socket;
        assert opened != null;
        return opened;
    }

    private void close(int code, String reason) {
        WebSocketHandler opened = socket;
        if (opened != null) {
            onClosing();
            opened.close(code, reason);
        }
    }
}
