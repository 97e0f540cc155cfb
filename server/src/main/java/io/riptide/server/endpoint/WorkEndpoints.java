package io.riptide.server.endpoint;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.RunDocuments;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.stream.Work;
import io.riptide.server.stream.WorkReader;
import io.riptide.server.websocket.Commands;
import io.riptide.server.websocket.WebSockets;
import java.util.Map;
import java.util.function.Consumer;

/// `/crawl`, `/deepsearch`, `/pipelines`: work of one kind, as a stream or as one document.
@OnEventLoop
public final class WorkEndpoints {
    private final String path;
    private final WorkReader reader;
    private final RunStreams streams;
    private final RunDocuments documents;
    private final WebSockets sockets;
    private final long bodyBytesMax;
    private final Commands commands;

    /// At `path`, and on a socket as the command of that `name`.
    public WorkEndpoints(
            String path,
            String name,
            WorkReader reader,
            RunStreams streams,
            RunDocuments documents,
            WebSockets sockets,
            long bodyBytesMax) {
        this.path = path;
        this.reader = reader;
        this.streams = streams;
        this.documents = documents;
        this.sockets = sockets;
        this.bodyBytesMax = bodyBytesMax;
        this.commands = new Commands(Map.of(name, reader::read));
    }

    /// What a socket can ask for.
    public Commands commands() {
        return commands;
    }

    /// Adds the routes of streams.
    public void addStreamsTo(Router router) {
        router.add("POST", path + "/stream", request -> post(request, stream(request, StreamTransport.NDJSON)))
                .add("POST", path + "/sse", request -> post(request, stream(request, StreamTransport.SSE)))
                .add("GET", path + "/sse", request -> get(request, stream(request, StreamTransport.SSE)))
                .add("GET", path + "/ws", request -> sockets.upgradeToCommands(request, commands));
    }

    /// Adds the route of a document.
    public void addDocumentTo(Router router) {
        router.add("POST", path, request -> post(request, document(request)));
    }

    /// Adds the route of a document that is asked for by a query.
    public void addQueryTo(Router router) {
        router.add("GET", path, request -> get(request, document(request)));
    }

    private Consumer<Work> stream(Request request, StreamTransport transport) {
        return work -> streams.stream(request, work, transport);
    }

    private Consumer<Work> document(Request request) {
        return work -> documents.answer(request, work);
    }

    private void post(Request request, Consumer<Work> then) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        JsonBodies.<Work>receive(request, bodyBytesMax, reader::read, then);
    }

    private void get(Request request, Consumer<Work> then) {
        Work work;
        try {
            work = reader.read(new QueryFields(request.query(), new Faults()));
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        then.accept(work);
    }
}
