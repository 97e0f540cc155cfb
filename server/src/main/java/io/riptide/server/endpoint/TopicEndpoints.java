package io.riptide.server.endpoint;

import io.riptide.engine.topic.TopicSnapshot;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.event.Json;
import io.riptide.server.input.Faults;
import io.riptide.server.input.Fields;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.Since;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.topic.Batch;
import io.riptide.server.topic.PublishOutcome;
import io.riptide.server.topic.TopicEvents;
import io.riptide.server.topic.TopicName;
import io.riptide.server.topic.Topics;
import io.riptide.server.websocket.WebSockets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `/topics`: publish, subscribe, look, delete.
@OnEventLoop
public final class TopicEndpoints {
    private static final Set<String> LINES = Set.of("application/x-ndjson", "application/ndjson");

    private final Topics topics;
    private final WebSockets sockets;
    private final long bodyBytesMax;
    private final OffLoop offLoop = new OffLoop();

    /// Publishes bodies of up to `bodyBytesMax` to `topics`.
    public TopicEndpoints(Topics topics, WebSockets sockets, long bodyBytesMax) {
        this.topics = topics;
        this.sockets = sockets;
        this.bodyBytesMax = bodyBytesMax;
    }

    /// Adds the routes.
    public void addTo(Router router) {
        router.add("GET", "/topics", this::list)
                .add("POST", "/topics/{name}", this::publish)
                .add("DELETE", "/topics/{name}", this::delete)
                .add("GET", "/topics/{name}/stream", request -> subscribe(request, StreamTransport.NDJSON))
                .add("GET", "/topics/{name}/sse", request -> subscribe(request, StreamTransport.SSE))
                .add("GET", "/topics/{name}/ws", request -> subscribe(request, StreamTransport.WEBSOCKET));
    }

    private void list(Request request) {
        try {
            nothingIn(request).throwIfAny();
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        offLoop.answer(request, () -> {
            List<TopicSnapshot> listed = topics.registry().list();
            byte[] document = Json.object(json -> {
                json.writeArrayPropertyStart("topics");
                listed.forEach(topic -> TopicEvents.write(json, topic));
                json.writeEndArray();
            });
            return () -> request.json(200, document);
        });
    }

    private void publish(Request request) {
        String name = request.pathParameter("name");
        String type = request.contentType().orElse("application/json");
        boolean isLines = LINES.contains(type);
        try {
            Faults faults = nothingIn(request);
            TopicName.check(name, "", faults);
            faults.throwIfAny();
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        if (!isLines && !type.equals("application/json") && !type.endsWith("+json")) {
            request.problem(Problem.unsupportedMediaType("send application/json or application/x-ndjson, not " + type));
            return;
        }
        JsonBodies.<Batch>receiveBytes(
                request,
                bodyBytesMax,
                body -> isLines
                        ? topics.messages().readLines(name, body)
                        : topics.messages().readOne(name, body),
                batch -> topics.publish(
                        batch, request.exchange().channel().eventLoop(), outcome -> answer(request, outcome)));
    }

    private static void answer(Request request, PublishOutcome outcome) {
        switch (outcome) {
            case PublishOutcome.Stored stored ->
                request.json(200, Json.object(json -> {
                    json.writeStringProperty("epoch", stored.epoch());
                    json.writeNumberProperty("first_offset", stored.firstOffset());
                    json.writeNumberProperty("count", stored.count());
                }));
            case PublishOutcome.Refused refused -> request.problem(refused.problem());
        }
    }

    /// Its streams end with their last event as soon as their readers have taken what is before it; the answer
    /// does not wait for that.
    private void delete(Request request) {
        String name = request.pathParameter("name");
        try {
            Faults faults = nothingIn(request);
            TopicName.check(name, "", faults);
            faults.throwIfAny();
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        Optional<TopicSnapshot> last = topics.registry().delete(name);
        if (last.isEmpty()) {
            request.problem(Problem.notFound("no topic " + name + " is known"));
            return;
        }
        request.json(200, Json.value(json -> TopicEvents.write(json, last.get())));
    }

    private void subscribe(Request request, StreamTransport transport) {
        String name = request.pathParameter("name");
        Faults faults = new Faults();
        TopicName.check(name, "", faults);
        Fields fields = new QueryFields(request.query(), faults);
        Since since = topics.readSince(fields, request.head().header("last-event-id"));
        Delivery delivery = topics.readDelivery(fields);
        fields.finish();
        try {
            faults.throwIfAny();
            if (transport == StreamTransport.WEBSOCKET) {
                sockets.upgradeToTopic(request, name, delivery, since);
            } else {
                topics.stream(request, name, delivery, transport, since);
            }
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
        } catch (RefusedException e) {
            request.problem(e.problem());
        }
    }

    /// Faults for every parameter of the query.
    private static Faults nothingIn(Request request) {
        QueryFields query = new QueryFields(request.query(), new Faults());
        query.finish();
        return query.faults();
    }
}
