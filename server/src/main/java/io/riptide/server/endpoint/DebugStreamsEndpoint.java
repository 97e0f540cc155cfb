package io.riptide.server.endpoint;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.observe.StreamsJson;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.LiveStreams;
import io.riptide.server.stream.StreamFilter;
import io.riptide.server.stream.StreamTransport;
import java.util.List;
import java.util.stream.Stream;

/// `/debug/streams`: the live streams, those first for which most waits.
///
/// - **Bounds:** [#LIMIT_MAX] streams; a second for the event loops to answer, and those that do not are named.
@OnEventLoop
public final class DebugStreamsEndpoint {
    private static final int LIMIT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final int NAME_LENGTH_MAX = 256;
    private static final long TIMEOUT_MS = 1_000;
    private static final List<String> TRANSPORTS =
            Stream.of(StreamTransport.values()).map(StreamTransport::wireName).toList();

    private final LiveStreams live;
    private final OffLoop offLoop = new OffLoop();

    /// Tells of `live`.
    public DebugStreamsEndpoint(LiveStreams live) {
        this.live = live;
    }

    /// Adds the route.
    public void addTo(Router router) {
        router.add("GET", "/debug/streams", this::streams);
    }

    private void streams(Request request) {
        StreamFilter filter;
        try {
            filter = read(request);
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        offLoop.answer(request, () -> {
            byte[] document = document(filter);
            return () -> request.json(200, document);
        });
    }

    private static StreamFilter read(Request request) throws InvalidInputException {
        Faults faults = new Faults();
        QueryFields fields = new QueryFields(request.query(), faults);
        StreamFilter filter = new StreamFilter(
                fields.text("run", NAME_LENGTH_MAX, ""),
                fields.text("topic", NAME_LENGTH_MAX, ""),
                fields.has("transport") ? fields.choice("transport", TRANSPORTS, TRANSPORTS.getFirst()) : "",
                (int) fields.integer("limit", 1, LIMIT_MAX, LIMIT));
        fields.finish();
        faults.throwIfAny();
        return filter;
    }

    private byte[] document(StreamFilter filter) {
        try {
            return StreamsJson.of(live.survey(filter, TIMEOUT_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the loops were asked", e);
        }
    }
}
