package io.riptide.server.endpoint;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.event.Json;
import io.riptide.server.event.WireTime;
import io.riptide.server.input.Faults;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.Pipelining;
import io.riptide.server.pipeline.store.StoredGraph;
import io.riptide.server.problem.Fault;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// `/pipelines/{name}`: graphs that are kept, and runs of them.
@OnEventLoop
public final class StoredPipelineEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(StoredPipelineEndpoints.class);
    private static final String NAMED = "/pipelines/{name}";

    private final Pipelining pipelining;
    private final long bodyBytesMax;
    private final OffLoop offLoop = new OffLoop();

    /// Endpoints for graphs of at most `bodyBytesMax`.
    public StoredPipelineEndpoints(Pipelining pipelining, long bodyBytesMax) {
        this.pipelining = pipelining;
        this.bodyBytesMax = bodyBytesMax;
    }

    /// Adds the routes; `all` answers for graphs that stand in the request.
    public void addTo(Router router, WorkEndpoints all) {
        router.add("GET", "/pipelines", this::list);
        router.add("GET", NAMED, this::get);
        router.add("PUT", NAMED, this::put);
        router.add("DELETE", NAMED, this::delete);
        WorkEndpoints named = all.under("/{name}", request -> pipelining.readers(stored(request)));
        named.addStreamsTo(router);
        named.addDocumentTo(router);
    }

    private StoredGraph stored(Request request) throws RefusedException {
        String name = request.pathParameter("name");
        return pipelining.store().find(name).orElseThrow(() -> new RefusedException(unknown(name)));
    }

    private Problem unknown(String name) {
        return Problem.notFound("no pipeline " + name + " is stored" + pipelining.likeStored(name));
    }

    private void list(Request request) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        request.json(200, Json.object(json -> {
            json.writeArrayPropertyStart("pipelines");
            pipelining.store().list().forEach(graph -> write(json, graph));
            json.writeEndArray();
        }));
    }

    private static void write(JsonGenerator json, StoredGraph graph) {
        json.writeStartObject();
        json.writeStringProperty("name", graph.name());
        json.writeStringProperty("description", graph.description());
        json.writeNumberProperty("nodes", graph.spec().path("nodes").size());
        json.writeBooleanProperty("example", graph.isExample());
        if (!graph.isExample()) {
            json.writeStringProperty("changed_at", WireTime.of(graph.changedMs()));
        }
        json.writeEndObject();
    }

    private void get(Request request) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        try {
            request.json(200, Json.mapper().writeValueAsBytes(stored(request).spec()));
        } catch (RefusedException e) {
            request.problem(e.problem());
        }
    }

    private void put(Request request) {
        String name = request.pathParameter("name");
        if (NoQuery.isRefused(request)) {
            return;
        }
        if (!StoredGraph.isName(name)) {
            String detail = "a pipeline's name is " + StoredGraph.NAME_FORM;
            request.problem(Problem.invalid(List.of(new Fault("/name", detail))));
            return;
        }
        JsonBodies.<JsonNode>receiveBytes(
                request,
                bodyBytesMax,
                bytes -> {
                    JsonNode spec = Json.read(bytes);
                    pipelining.check(new JsonFields(spec, "", new Faults()));
                    return spec;
                },
                spec -> offLoop.answer(request, () -> kept(request, name, spec)));
    }

    private Runnable kept(Request request, String name, JsonNode spec) {
        byte[] answer = Json.object(json -> json.writeStringProperty("name", name));
        try {
            return switch (pipelining.store().put(name, spec)) {
                case CREATED -> () -> request.json(201, answer);
                case REPLACED -> () -> request.json(200, answer);
                case EXAMPLE -> () -> request.problem(Problem.conflict(name + " is an example; choose another name"));
                case FULL ->
                    () -> request.problem(Problem.conflict("pipelines.stored-max pipelines are stored; delete some"));
            };
        } catch (IOException e) {
            return failed(request, e);
        }
    }

    private void delete(Request request) {
        String name = request.pathParameter("name");
        if (NoQuery.isRefused(request)) {
            return;
        }
        offLoop.answer(request, () -> {
            try {
                boolean isExample = pipelining
                        .store()
                        .find(name)
                        .filter(StoredGraph::isExample)
                        .isPresent();
                if (isExample) {
                    return () -> request.problem(Problem.conflict(name + " is an example, and stays"));
                }
                return pipelining.store().remove(name)
                        ? () -> request.empty(204, Map.of())
                        : () -> request.problem(unknown(name));
            } catch (IOException e) {
                return failed(request, e);
            }
        });
    }

    private static Runnable failed(Request request, IOException e) {
        LOG.error("pipelines.directory cannot be written", e);
        return () -> request.problem(Problem.unavailable(
                "the pipeline cannot be stored: " + e.getClass().getSimpleName()));
    }
}
