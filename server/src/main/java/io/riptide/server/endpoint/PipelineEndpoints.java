package io.riptide.server.endpoint;

import io.riptide.engine.run.WorkSource;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.event.Json;
import io.riptide.server.pipeline.Pipelining;
import io.riptide.server.pipeline.json.NodeJson;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.RunStreams;

/// What a graph may be, whether one is, and the pipelines that run.
///
/// ```
/// /pipelines/validate   /pipelines/node-types   /runs/{id}/pipeline
/// ```
@OnEventLoop
public final class PipelineEndpoints {
    private static final String PIPELINE = "/runs/{id}/pipeline";

    private final Pipelining pipelining;
    private final RunStreams streams;
    private final long bodyBytesMax;

    /// Endpoints for graphs of at most `bodyBytesMax`, and pipelines among `streams`.
    public PipelineEndpoints(Pipelining pipelining, RunStreams streams, long bodyBytesMax) {
        this.pipelining = pipelining;
        this.streams = streams;
        this.bodyBytesMax = bodyBytesMax;
    }

    /// Adds the routes.
    public void addTo(Router router) {
        router.add("GET", "/pipelines/node-types", this::nodeTypes);
        router.add("POST", "/pipelines/validate", this::validate);
        router.add("GET", PIPELINE, this::describe);
        router.add("PATCH", PIPELINE, this::change);
    }

    private void nodeTypes(Request request) {
        if (!NoQuery.isRefused(request)) {
            request.json(200, NodeJson.types(pipelining.types().all()));
        }
    }

    private void validate(Request request) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        JsonBodies.<byte[]>receive(
                request,
                bodyBytesMax,
                body -> {
                    var order = pipelining.check(body);
                    return Json.object(json -> {
                        json.writeBooleanProperty("valid", true);
                        json.writeArrayPropertyStart("order");
                        order.forEach(json::writeString);
                        json.writeEndArray();
                    });
                },
                answer -> request.json(200, answer));
    }

    private void describe(Request request) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        String runId = request.pathParameter("id");
        try {
            byte[] found = pipelining.describe(source(runId)).orElseThrow(() -> noPipeline(runId));
            request.json(200, found);
        } catch (RefusedException e) {
            request.problem(e.problem());
        }
    }

    private void change(Request request) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        String runId = request.pathParameter("id");
        JsonBodies.<byte[]>receive(
                request,
                bodyBytesMax,
                body -> pipelining.change(source(runId), body).orElseThrow(() -> noPipeline(runId)),
                answer -> request.json(200, answer));
    }

    private WorkSource source(String runId) throws RefusedException {
        return streams.find(runId)
                .map(run -> run.spec().source())
                .orElseThrow(() -> new RefusedException(streams.unknown(runId)));
    }

    private static RefusedException noPipeline(String runId) {
        return new RefusedException(Problem.conflict("run " + runId + " is no pipeline"));
    }
}
