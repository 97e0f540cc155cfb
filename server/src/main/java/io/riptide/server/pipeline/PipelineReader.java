package io.riptide.server.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.server.event.Json;
import io.riptide.server.event.MalformedJsonException;
import io.riptide.server.input.Faults;
import io.riptide.server.input.Fields;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.input.QueryFields;
import io.riptide.server.pipeline.input.FrameInput;
import io.riptide.server.pipeline.input.InputFrame;
import io.riptide.server.pipeline.store.StoredGraph;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.Work;
import io.riptide.server.stream.WorkReader;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Understands what pipelines are to be run: one that stands in the request, or one that is stored.
final class PipelineReader implements WorkReader {
    private static final int QUERY_CHARS_MAX = 1 << 16;
    private static final long REPORT_MS_MIN = 100;
    private static final long REPORT_MS_MAX = 3_600_000;

    private final Pipelining pipelining;
    private final Optional<StoredGraph> stored;
    private final Use use;

    /// What becomes of the pipeline.
    enum Use {
        /// Its frames are streamed; all its input comes with the request.
        STREAM,
        /// Its frames are streamed to a socket, over which more input may come.
        SOCKET,
        /// Its sources are asked once, and the answer is one document.
        DOCUMENT
    }

    /// A reader of requests that name a graph themselves, or are for `stored`.
    PipelineReader(Pipelining pipelining, Optional<StoredGraph> stored, Use use) {
        this.pipelining = pipelining;
        this.stored = stored;
        this.use = use;
    }

    @Override
    public Work read(JsonFields body) throws InvalidInputException {
        FrameInput input = new FrameInput();
        JsonFields spec = spec(body);
        long reportMs = body.integer("report_ms", REPORT_MS_MIN, REPORT_MS_MAX, 0);
        JsonFields wanted = body.object("delivery");
        Delivery delivery = Delivery.read(wanted, pipelining.stream());
        wanted.finish();
        readInput(body, input);
        body.finish();
        PipelineGraph graph = SpecReader.read(spec, pipelining.types());
        checkInput(body, graph);
        return new PipelineWork(graph, input, use == Use.DOCUMENT, reportMs, delivery, pipelining);
    }

    private JsonFields spec(JsonFields body) throws InvalidInputException {
        if (stored.isPresent()) {
            return stored(stored.get(), body.faults());
        }
        if (body.has("name") && !body.has("pipeline")) {
            return named(body);
        }
        requirePipeline(body);
        return body.object("pipeline");
    }

    /// The stored graph that the request names in place of one of its own.
    private JsonFields named(JsonFields body) throws InvalidInputException {
        String name = body.text("name", StoredGraph.NAME_CHARS_MAX, "");
        Optional<StoredGraph> known = pipelining.store().find(name);
        if (known.isEmpty()) {
            body.faults().add(body.pointer("name"), "no pipeline " + name + " is stored" + pipelining.likeStored(name));
            body.faults().throwIfAny();
        }
        return stored(known.orElseThrow(), body.faults());
    }

    private static JsonFields stored(StoredGraph graph, Faults faults) {
        return new JsonFields(graph.spec(), "/pipeline", faults);
    }

    private void readInput(JsonFields body, FrameInput input) {
        JsonNode value = body.value("input");
        List<JsonNode> frames =
                value.isArray() ? value.valueStream().toList() : value.isMissingNode() ? List.of() : List.of(value);
        for (int i = 0; i < frames.size(); i++) {
            String pointer = body.pointer("input") + (value.isArray() ? "/" + i : "");
            InputFrame frame = InputFrame.read(new JsonFields(frames.get(i), pointer, body.faults()));
            input.offer(frame).ifPresent(detail -> body.faults().add(pointer, detail));
        }
        if (use != Use.SOCKET) {
            input.end();
        }
    }

    private void checkInput(JsonFields body, PipelineGraph graph) throws InvalidInputException {
        boolean isGiven = body.has("input");
        if (isGiven && !takesInput(graph)) {
            body.faults().add(body.pointer("input"), "the graph has no node of type " + InputType.NAME);
        } else if (!isGiven && takesInput(graph) && use != Use.SOCKET) {
            body.faults()
                    .add(
                            body.pointer("input"),
                            "input is missing: a frame or an array of frames for the graph's " + InputType.NAME
                                    + " node; more can be sent over a socket only");
        }
        body.faults().throwIfAny();
    }

    /// Whether `graph` has a node that takes frames of its client.
    static boolean takesInput(PipelineGraph graph) {
        return graph.vertices().stream().anyMatch(vertex -> vertex.type().name().equals(InputType.NAME));
    }

    /// A browser's `EventSource` has no body: the graph is one of the query's fields, as JSON.
    @Override
    public Work read(QueryFields query) throws InvalidInputException {
        FrameInput input = new FrameInput();
        input.end();
        JsonFields spec = stored.isPresent() ? stored(stored.get(), query.faults()) : ofQuery(query);
        long reportMs = query.integer("report_ms", REPORT_MS_MIN, REPORT_MS_MAX, 0);
        Delivery delivery = Delivery.read(query, pipelining.stream());
        query.finish();
        PipelineGraph graph = SpecReader.read(spec, pipelining.types());
        return new PipelineWork(graph, input, false, reportMs, delivery, pipelining);
    }

    private static JsonFields ofQuery(QueryFields query) throws InvalidInputException {
        requirePipeline(query);
        String text = query.text("pipeline", QUERY_CHARS_MAX, "{}");
        try {
            return new JsonFields(Json.read(text.getBytes(UTF_8)), "/pipeline", query.faults());
        } catch (MalformedJsonException e) {
            query.faults().add(query.pointer("pipeline"), "pipeline is no JSON: " + e.detail());
            query.faults().throwIfAny();
            throw new IllegalStateException("a fault was noted", e);
        }
    }

    private static void requirePipeline(Fields in) throws InvalidInputException {
        if (!in.has("pipeline")) {
            in.faults()
                    .add(
                            in.pointer("pipeline"),
                            "pipeline is missing: an object with nodes and connections, or the name of a stored one");
            in.faults().throwIfAny();
        }
    }
}
