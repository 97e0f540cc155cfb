package io.riptide.server.endpoint;

import io.riptide.engine.run.RunSnapshot;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.event.Json;
import io.riptide.server.pipeline.Pipelining;
import io.riptide.server.pipeline.json.NodeJson;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.RunStreams;
import java.util.Optional;

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
        Optional<byte[]> found = pipelining.describe(request.pathParameter("id"));
        if (found.isPresent()) {
            request.json(200, found.get());
        } else {
            request.problem(gone(request.pathParameter("id")));
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
                body -> {
                    Optional<byte[]> changed = pipelining.change(runId, body);
                    if (changed.isEmpty()) {
                        throw new RefusedException(gone(runId));
                    }
                    return changed.get();
                },
                answer -> request.json(200, answer));
    }

    /// Why there is no pipeline to that run.
    private Problem gone(String runId) {
        Optional<RunSnapshot> run = streams.describe(runId);
        return run.map(known -> Problem.conflict(
                        known.kind().equals(pipelining.kind())
                                ? "the pipeline of run " + runId + " does not work: the run is "
                                        + RunEndpoints.word(known.state())
                                : "run " + runId + " is no pipeline but " + known.kind()))
                .orElseGet(() -> streams.unknown(runId));
    }
}
