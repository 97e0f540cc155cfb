package io.riptide.server.topic;

import io.netty.channel.EventLoop;
import io.riptide.engine.AnyThread;
import io.riptide.engine.topic.Topic;
import io.riptide.engine.topic.TopicRefusedException;
import io.riptide.engine.topic.TopicRegistry;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.config.TopicsConfig;
import io.riptide.server.input.Fields;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.request.RequestContext;
import io.riptide.server.request.UuidV7;
import io.riptide.server.route.Request;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.Outlet;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.Since;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.StreamStart;
import io.riptide.server.stream.StreamTransport;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Publishes to topics and subscribes to them, whatever way the client came.
///
/// A subscription begins with a `metadata` of its own, for each has its own delivery, or with `resumed` when it
/// goes on from a cursor. Its `run_id` names the subscription, and nothing can be asked under that name.
///
/// - **Threading:** on the event loop of the connection, but for [#store].
/// - **Failure:** [RefusedException] when a bound is reached or the server stops.
@OnEventLoop
public final class Topics {
    /// A topic may end between finding it and using it; that it does so again and again is no chance.
    private static final int TRIES = 3;

    private final TopicRegistry registry;
    private final RunStreams streams;
    private final Publisher publisher;
    private final MessageReader messages;

    /// The topics in `registry`, whose streams are made by `streams`.
    public Topics(TopicRegistry registry, RunStreams streams, TopicsConfig config) {
        this.registry = registry;
        this.streams = streams;
        this.publisher = new Publisher(registry, config);
        this.messages = new MessageReader(streams.config().eventBytesMax(), config.batchMax());
    }

    /// The topics themselves.
    public TopicRegistry registry() {
        return registry;
    }

    /// Reads what clients publish.
    public MessageReader messages() {
        return messages;
    }

    /// Reads how a subscriber wants its events; [Fields#finish] is the caller's.
    public Delivery readDelivery(Fields fields) {
        return Delivery.read(fields, streams.config(), "drop_oldest");
    }

    /// Reads where a subscriber wants to begin; with what comes from now on if it does not say.
    public Since readSince(Fields fields, Optional<String> lastEventId) {
        return Since.read(fields, lastEventId, "latest");
    }

    /// Stores `batch` and tells `then`, at once or later on the same event loop.
    public void publish(Batch batch, EventLoop loop, Consumer<PublishOutcome> then) {
        publisher.publish(batch, loop, then);
    }

    /// Stores a message whose data is the JSON value that `data` writes, and waits for room as long as a publish
    /// may. Not on an event loop, but on any thread that may wait.
    @AnyThread
    public PublishOutcome store(String topic, Consumer<JsonGenerator> data) throws InterruptedException {
        Message message = Message.of(topic, data);
        int bytesMax = streams.config().eventBytesMax();
        if (message.lengthMax() > bytesMax) {
            return new PublishOutcome.Refused(Problem.tooLarge(
                    "the message takes " + message.lengthMax() + " bytes as an event, at most " + bytesMax));
        }
        return publisher.publish(new Batch(topic, List.of(message)));
    }

    /// Answers `request` with the events of the topic of this name.
    public void stream(Request request, String name, Delivery delivery, StreamTransport transport, Since since)
            throws RefusedException {
        if (request.exchange().isHeadOnly()) {
            streams.answerHead(request, transport);
            return;
        }
        for (int i = 0; i < TRIES; i++) {
            Topic topic = open(name);
            String runId = UuidV7.next();
            StreamStart start = start(topic, runId, request.context(), transport, delivery, since);
            if (streams.attach(request, topic, delivery, transport, start, runId)) {
                return;
            }
            refuseIfFull(topic);
        }
        throw deleted(name);
    }

    /// Streams the events of the topic of this name into a socket.
    public Subscription subscribe(String name, Delivery delivery, Since since, Outlet outlet) throws RefusedException {
        for (int i = 0; i < TRIES; i++) {
            Topic topic = open(name);
            StreamStart start = start(topic, UuidV7.next(), outlet.context(), outlet.transport(), delivery, since);
            StreamWriter writer = streams.attach(topic, delivery, start, outlet);
            if (writer != null) {
                return new Subscription(topic, writer);
            }
            refuseIfFull(topic);
        }
        throw deleted(name);
    }

    private Topic open(String name) throws RefusedException {
        try {
            return registry.open(name);
        } catch (TopicRefusedException e) {
            throw new RefusedException(Problem.unavailable(String.valueOf(e.getMessage())));
        }
    }

    private StreamStart start(
            Topic topic,
            String runId,
            RequestContext context,
            StreamTransport transport,
            Delivery delivery,
            Since since) {
        StreamConfig config = streams.config();
        StreamIdentity identity = new StreamIdentity(runId, context, transport);
        return StreamStart.of(
                since,
                topic.log(),
                () -> RunEvents.metadataFields(
                        identity, Topic.KIND, delivery, config, json -> json.writeStringProperty("topic", topic.id())));
    }

    private static void refuseIfFull(Topic topic) throws RefusedException {
        if (topic.isFull()) {
            throw new RefusedException(Problem.unavailable("topic " + topic.id()
                    + " has as many subscribers as a topic may have; see topics.subscribers-max"));
        }
    }

    private static RefusedException deleted(String name) {
        return new RefusedException(Problem.unavailable("topic " + name + " was deleted meanwhile"));
    }
}
