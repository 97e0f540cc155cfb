package io.riptide.server.endpoint;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.input.Faults;
import io.riptide.server.input.Fields;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.observe.Journal;
import io.riptide.server.problem.Problem;
import io.riptide.server.request.UuidV7;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.Since;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.StreamStart;
import io.riptide.server.stream.StreamTransport;

/// `/debug/events`: what happened to the node, from the beginning of what is kept unless `since` says
/// otherwise, and on as it happens.
@OnEventLoop
public final class DebugEventsEndpoint {
    private final RunStreams streams;
    private final Journal journal;

    /// Streams `journal`.
    public DebugEventsEndpoint(RunStreams streams, Journal journal) {
        this.streams = streams;
        this.journal = journal;
    }

    /// Adds the routes.
    public void addTo(Router router) {
        router.add("GET", "/debug/events", request -> events(request, StreamTransport.SSE))
                .add("GET", "/debug/events/sse", request -> events(request, StreamTransport.SSE))
                .add("GET", "/debug/events/stream", request -> events(request, StreamTransport.NDJSON));
    }

    private void events(Request request, StreamTransport transport) {
        Faults faults = new Faults();
        Fields fields = new QueryFields(request.query(), faults);
        Since since = Since.read(fields, request.head().header("last-event-id"), "earliest");
        Delivery delivery = Delivery.read(fields, streams.config(), "drop_oldest");
        if (delivery.policy().gates()) {
            faults.add(fields.pointer("policy"), "policy may not be block here: nobody holds the node's own events up");
        }
        fields.finish();
        try {
            faults.throwIfAny();
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        String runId = UuidV7.next();
        StreamIdentity identity = new StreamIdentity(runId, request.context(), transport);
        StreamStart start = StreamStart.of(
                since,
                journal.log(),
                () -> RunEvents.metadataFields(identity, Journal.KIND, delivery, streams.config(), _ -> {}));
        if (!streams.attach(request, journal, delivery, transport, start, runId)) {
            request.problem(Problem.unavailable("the node's events have as many readers as they may have"));
        }
    }
}
