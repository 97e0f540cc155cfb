package io.riptide.server.endpoint;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.search.Searching;
import io.riptide.server.stream.RunDocuments;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.stream.Work;
import io.riptide.server.websocket.Commands;
import io.riptide.server.websocket.WebSockets;
import java.util.Map;
import java.util.function.Consumer;

/// `/deepsearch`: pages by what they say, as a stream or as one document.
@OnEventLoop
public final class DeepSearchEndpoints {
    private final RunStreams streams;
    private final RunDocuments documents;
    private final WebSockets sockets;
    private final Searching searching;
    private final long bodyBytesMax;
    private final Commands commands;

    /// Searches by `searching`.
    public DeepSearchEndpoints(
            RunStreams streams, RunDocuments documents, WebSockets sockets, Searching searching, long bodyBytesMax) {
        this.streams = streams;
        this.documents = documents;
        this.sockets = sockets;
        this.searching = searching;
        this.bodyBytesMax = bodyBytesMax;
        this.commands = new Commands(Map.of("deepsearch", searching::read));
    }

    /// What a socket can ask for.
    public Commands commands() {
        return commands;
    }

    /// Adds the routes.
    public void addTo(Router router) {
        router.add("POST", "/deepsearch/stream", request -> post(request, stream(request, StreamTransport.NDJSON)))
                .add("POST", "/deepsearch/sse", request -> post(request, stream(request, StreamTransport.SSE)))
                .add("GET", "/deepsearch/sse", request -> get(request, stream(request, StreamTransport.SSE)))
                .add("GET", "/deepsearch/ws", request -> sockets.upgradeToCommands(request, commands))
                .add("POST", "/deepsearch", request -> post(request, work -> documents.answer(request, work)));
    }

    private Consumer<Work> stream(Request request, StreamTransport transport) {
        return work -> streams.stream(request, work, transport);
    }

    private void post(Request request, Consumer<Work> then) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        JsonBodies.<Work>receive(request, bodyBytesMax, searching::read, then);
    }

    private void get(Request request, Consumer<Work> then) {
        Work work;
        try {
            work = searching.read(new QueryFields(request.query(), new Faults()));
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        then.accept(work);
    }
}
