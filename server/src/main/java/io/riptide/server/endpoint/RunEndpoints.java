package io.riptide.server.endpoint;

import io.riptide.engine.run.Run;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.run.RunSnapshot;
import io.riptide.engine.run.RunState;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.event.Json;
import io.riptide.server.event.WireTime;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.Since;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.websocket.WebSockets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/// `/runs`: look at accepted work, attach to it, cancel it.
@OnEventLoop
public final class RunEndpoints {
    private static final int LIMIT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final String ANY = "any";
    private static final List<String> STATES = Stream.concat(
                    Stream.of(ANY), Stream.of(RunState.values()).map(RunEndpoints::word))
            .toList();
    private static final Comparator<RunSnapshot> NEWEST_FIRST = Comparator.comparingLong(RunSnapshot::createdMs)
            .thenComparing(RunSnapshot::id)
            .reversed();

    private final RunRegistry runs;
    private final RunStreams streams;
    private final WebSockets sockets;
    private final OffLoop offLoop = new OffLoop();

    /// Tells of `runs`, and attaches to them through `streams` and `sockets`.
    public RunEndpoints(RunRegistry runs, RunStreams streams, WebSockets sockets) {
        this.runs = runs;
        this.streams = streams;
        this.sockets = sockets;
    }

    /// Adds the routes.
    public void addTo(Router router) {
        router.add("GET", "/runs", this::list);
        router.add("GET", "/runs/{id}", NoQuery.before(this::describe));
        router.add("DELETE", "/runs/{id}", NoQuery.before(this::cancel));
        router.add("GET", "/runs/{id}/stream", request -> attach(request, StreamTransport.NDJSON));
        router.add("GET", "/runs/{id}/sse", request -> attach(request, StreamTransport.SSE));
        router.add("GET", "/runs/{id}/ws", request -> attach(request, StreamTransport.WEBSOCKET));
    }

    private void list(Request request) {
        Faults faults = new Faults();
        QueryFields fields = new QueryFields(request.query(), faults);
        String state = fields.choice("state", STATES, ANY);
        long limit = fields.integer("limit", 1, LIMIT_MAX, LIMIT);
        try {
            fields.finish();
            faults.throwIfAny();
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        offLoop.answer(request, () -> {
            List<RunSnapshot> listed = runs.list().stream()
                    .filter(run -> state.equals(ANY) || state.equals(word(run.state())))
                    .sorted(NEWEST_FIRST)
                    .limit(limit)
                    .toList();
            byte[] document = Json.object(json -> {
                json.writeArrayPropertyStart("runs");
                listed.forEach(run -> write(json, run));
                json.writeEndArray();
            });
            return () -> request.json(200, document);
        });
    }

    private void describe(Request request) {
        Optional<RunSnapshot> run = runs.describe(request.pathParameter("id"));
        if (run.isEmpty()) {
            request.problem(unknown(request));
            return;
        }
        request.json(200, Json.value(json -> write(json, run.get())));
    }

    /// The run's last event follows when its work has stopped; the answer does not wait for that.
    private void cancel(Request request) {
        Optional<Run> held = runs.find(request.pathParameter("id"));
        if (held.isEmpty() || held.get().state() == RunState.CLOSED) {
            describe(request);
            return;
        }
        held.get().end(new RunOutcome.Cancelled());
        RunSnapshot run = held.get().snapshot();
        request.json(202, Json.value(json -> write(json, run)));
    }

    private void attach(Request request, StreamTransport transport) {
        Faults faults = new Faults();
        QueryFields fields = new QueryFields(request.query(), faults);
        Since since = Since.read(fields, request.head().header("last-event-id"));
        Delivery delivery = Delivery.read(fields, streams.config());
        fields.finish();
        try {
            faults.throwIfAny();
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        Optional<Run> run = runs.find(request.pathParameter("id"));
        if (run.isPresent() && transport == StreamTransport.WEBSOCKET) {
            sockets.upgradeToRun(request, run.get(), delivery, since);
        } else if (run.isEmpty()
                || !(streams.endsReturn(request, run.get(), transport)
                        || streams.attach(request, run.get(), delivery, transport, since))) {
            request.problem(unknown(request));
        }
    }

    private Problem unknown(Request request) {
        return streams.unknown(request.pathParameter("id"));
    }

    private static void write(JsonGenerator json, RunSnapshot run) {
        json.writeStartObject();
        json.writeStringProperty("run_id", run.id());
        json.writeStringProperty("kind", run.kind());
        json.writeStringProperty("state", word(run.state()));
        RunOutcome outcome = run.outcome();
        if (outcome == null) {
            json.writeNullProperty("outcome");
        } else {
            json.writeStringProperty("outcome", RunEvents.word(outcome));
        }
        json.writeStringProperty("created_at", WireTime.of(run.createdMs()));
        if (run.endedMs() == 0) {
            json.writeNullProperty("ended_at");
        } else {
            json.writeStringProperty("ended_at", WireTime.of(run.endedMs()));
        }
        json.writeNumberProperty("events", run.events());
        json.writeNumberProperty("viewers", run.viewers());
        writeEnds(json, run);
        json.writeEndObject();
    }

    /// The ids of the first event that is held and of the last one, or null when none is.
    private static void writeEnds(JsonGenerator json, RunSnapshot run) {
        if (run.earliestOffset() < run.events()) {
            json.writeStringProperty("earliest", run.epoch() + '-' + run.earliestOffset());
            json.writeStringProperty("latest", run.epoch() + '-' + (run.events() - 1));
        } else {
            json.writeNullProperty("earliest");
            json.writeNullProperty("latest");
        }
    }

    private static String word(RunState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
