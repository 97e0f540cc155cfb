package io.riptide.server.endpoint;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.bench.TickWork;
import io.riptide.server.config.BenchConfig;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.websocket.EchoSession;
import io.riptide.server.websocket.WebSockets;

/// `/bench/*`: synthetic streams and echoes.
@OnEventLoop
public final class BenchEndpoints {
    private final RunStreams streams;
    private final BenchConfig bench;
    private final WebSockets sockets;
    private final long bodyBytesMax;

    /// Streams through `streams`, sockets through `sockets`.
    public BenchEndpoints(RunStreams streams, BenchConfig bench, WebSockets sockets, long bodyBytesMax) {
        this.streams = streams;
        this.bench = bench;
        this.sockets = sockets;
        this.bodyBytesMax = bodyBytesMax;
    }

    /// Adds the routes.
    public void addTo(Router router) {
        router.add("GET", "/bench/stream", request -> ticks(request, StreamTransport.NDJSON));
        router.add("GET", "/bench/sse", request -> ticks(request, StreamTransport.SSE));
        router.add("GET", "/bench/ws", this::socketTicks);
        router.add("GET", "/bench/echo", NoQuery.before(request -> sockets.upgradeToEcho(request, new EchoSession())));
        router.add("POST", "/bench/echo", NoQuery.before(this::echo));
    }

    private void ticks(Request request, StreamTransport transport) {
        try {
            streams.stream(request, read(request), transport);
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
        }
    }

    private void socketTicks(Request request) {
        try {
            sockets.upgradeToStream(request, read(request));
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
        }
    }

    private TickWork read(Request request) throws InvalidInputException {
        Faults faults = new Faults();
        QueryFields fields = new QueryFields(request.query(), faults);
        TickWork work = TickWork.read(fields, bench, streams.config());
        fields.finish();
        faults.throwIfAny();
        return work;
    }

    private void echo(Request request) {
        String contentType = request.head().header("content-type").orElse("application/octet-stream");
        request.receiveBody(bodyBytesMax, body -> request.bytes(200, contentType, body));
    }
}
