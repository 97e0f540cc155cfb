package io.riptide.server.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.server.event.Json;
import io.riptide.server.event.MalformedJsonException;
import io.riptide.server.input.Fields;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.input.QueryFields;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.Work;
import io.riptide.server.stream.WorkReader;

/// Understands what pipelines are to be run.
final class PipelineReader implements WorkReader {
    private static final int QUERY_CHARS_MAX = 1 << 16;

    private final Pipelining pipelining;

    PipelineReader(Pipelining pipelining) {
        this.pipelining = pipelining;
    }

    @Override
    public Work read(JsonFields body) throws InvalidInputException {
        requirePipeline(body);
        JsonFields graph = body.object("pipeline");
        JsonFields wanted = body.object("delivery");
        Delivery delivery = Delivery.read(wanted, pipelining.stream());
        wanted.finish();
        body.finish();
        return new PipelineWork(SpecReader.read(graph, pipelining.types()), delivery, pipelining);
    }

    /// A browser's `EventSource` has no body: the graph is one of the query's fields, as JSON.
    @Override
    public Work read(QueryFields query) throws InvalidInputException {
        requirePipeline(query);
        String text = query.text("pipeline", QUERY_CHARS_MAX, "{}");
        Delivery delivery = Delivery.read(query, pipelining.stream());
        query.finish();
        return new PipelineWork(graph(query, text), delivery, pipelining);
    }

    private PipelineGraph graph(QueryFields query, String text) throws InvalidInputException {
        try {
            JsonFields graph = new JsonFields(Json.read(text.getBytes(UTF_8)), "/pipeline", query.faults());
            return SpecReader.read(graph, pipelining.types());
        } catch (MalformedJsonException e) {
            query.faults().add(query.pointer("pipeline"), "pipeline is no JSON: " + e.detail());
            query.faults().throwIfAny();
            throw new IllegalStateException("a fault was noted", e);
        }
    }

    private static void requirePipeline(Fields in) throws InvalidInputException {
        if (!in.has("pipeline")) {
            in.faults().add(in.pointer("pipeline"), "pipeline is missing: an object with nodes and connections");
            in.faults().throwIfAny();
        }
    }
}
