package io.riptide.server.endpoint;

import io.riptide.engine.run.WorkSource;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.event.Json;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
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
    private final OffLoop offLoop = new OffLoop();

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
        if (!NoQuery.isRefused(request)) {
            String runId = request.pathParameter("id");
            answer(request, () -> pipelining.describe(source(runId)).orElseThrow(() -> noPipeline(runId)));
        }
    }

    private void change(Request request) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        String runId = request.pathParameter("id");
        JsonBodies.<JsonFields>receive(
                request,
                bodyBytesMax,
                body -> body,
                body -> answer(
                        request, () -> pipelining.change(source(runId), body).orElseThrow(() -> noPipeline(runId))));
    }

    /// Makes a document that may not be had.
    @FunctionalInterface
    private interface Making {
        byte[] make() throws InvalidInputException, RefusedException;
    }

    /// Histograms of each node are copied, or made: no work for an event loop.
    private void answer(Request request, Making making) {
        offLoop.answer(request, () -> {
            try {
                byte[] document = making.make();
                return () -> request.json(200, document);
            } catch (InvalidInputException e) {
                return () -> request.problem(Problem.invalid(e.faults()));
            } catch (RefusedException e) {
                return () -> request.problem(e.problem());
            }
        });
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
