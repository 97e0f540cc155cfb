package io.riptide.server.endpoint;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.event.Json;
import io.riptide.server.pipeline.NodeJson;
import io.riptide.server.pipeline.Pipelining;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;

/// `/pipelines/validate` and `/pipelines/node-types`: what a graph may be, and whether one is.
@OnEventLoop
public final class PipelineEndpoints {
    private final Pipelining pipelining;
    private final long bodyBytesMax;

    /// Endpoints for graphs of at most `bodyBytesMax`.
    public PipelineEndpoints(Pipelining pipelining, long bodyBytesMax) {
        this.pipelining = pipelining;
        this.bodyBytesMax = bodyBytesMax;
    }

    /// Adds the routes.
    public void addTo(Router router) {
        router.add("GET", "/pipelines/node-types", this::nodeTypes);
        router.add("POST", "/pipelines/validate", this::validate);
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
}
