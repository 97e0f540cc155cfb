package io.riptide.server.endpoint;

import static io.riptide.server.stream.StreamTransport.NDJSON;
import static io.riptide.server.stream.StreamTransport.SSE;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.RunDocuments;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.stream.Work;
import io.riptide.server.stream.WorkReader;
import io.riptide.server.stream.WorkReaders;
import io.riptide.server.websocket.Commands;
import io.riptide.server.websocket.WebSockets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// `/crawl`, `/deepsearch`, `/pipelines`: work of one kind, as a stream or as one document.
@OnEventLoop
public final class WorkEndpoints {
    private final String path;
    private final String name;
    private final ReaderChoice readers;
    private final RunStreams streams;
    private final RunDocuments documents;
    private final WebSockets sockets;
    private final Commands commands;
    private final long bodyBytesMax;

    /// Who understands a request.
    @FunctionalInterface
    interface ReaderChoice {
        /// The readers for what is at the path of `request`; throws when nothing is.
        WorkReaders of(Request request) throws RefusedException;
    }

    /// At `path`, and on a socket as the command of that `name`, beside `commands`.
    public WorkEndpoints(
            String path,
            String name,
            WorkReaders readers,
            RunStreams streams,
            RunDocuments documents,
            WebSockets sockets,
            Commands commands,
            long bodyBytesMax) {
        this(path, name, _ -> readers, streams, documents, sockets, commands, bodyBytesMax);
    }

    private WorkEndpoints(
            String path,
            String name,
            ReaderChoice readers,
            RunStreams streams,
            RunDocuments documents,
            WebSockets sockets,
            Commands commands,
            long bodyBytesMax) {
        this.path = path;
        this.name = name;
        this.readers = readers;
        this.streams = streams;
        this.documents = documents;
        this.sockets = sockets;
        this.commands = commands;
        this.bodyBytesMax = bodyBytesMax;
    }

    /// The same kind of work at `under` this path, where `choice` says who understands it.
    WorkEndpoints under(String under, ReaderChoice choice) {
        return new WorkEndpoints(path + under, name, choice, streams, documents, sockets, commands, bodyBytesMax);
    }

    /// Adds the routes of streams.
    public void addStreamsTo(Router router) {
        router.add("POST", path + "/stream", request -> post(request, WorkReaders::stream, stream(NDJSON)))
                .add("POST", path + "/sse", request -> post(request, WorkReaders::stream, stream(SSE)))
                .add("GET", path + "/sse", request -> get(request, WorkReaders::stream, stream(SSE)))
                .add("GET", path + "/ws", NoQuery.before(this::upgrade));
    }

    /// Adds the route of a document.
    public void addDocumentTo(Router router) {
        router.add("POST", path, request -> post(request, WorkReaders::document, documents::answer));
    }

    /// Adds the route of a document that is asked for by a query.
    public void addQueryTo(Router router) {
        router.add("GET", path, request -> get(request, WorkReaders::document, documents::answer));
    }

    private BiConsumer<Request, Work> stream(StreamTransport transport) {
        return (request, work) -> streams.stream(request, work, transport);
    }

    private void upgrade(Request request) {
        readers(request).ifPresent(known -> {
            Commands own = new Commands(Map.of(name, known.socket()::read));
            sockets.upgradeToCommands(request, commands.and(own));
        });
    }

    private void post(Request request, Function<WorkReaders, WorkReader> use, BiConsumer<Request, Work> then) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        readers(request)
                .ifPresent(known -> JsonBodies.<Work>receive(
                        request, bodyBytesMax, use.apply(known)::read, work -> then.accept(request, work)));
    }

    private void get(Request request, Function<WorkReaders, WorkReader> use, BiConsumer<Request, Work> then) {
        readers(request).ifPresent(known -> {
            Work work;
            try {
                work = use.apply(known).read(new QueryFields(request.query(), new Faults()));
            } catch (InvalidInputException e) {
                request.problem(Problem.invalid(e.faults()));
                return;
            }
            then.accept(request, work);
        });
    }

    /// Nothing when `request` was answered with why.
    private Optional<WorkReaders> readers(Request request) {
        try {
            return Optional.of(readers.of(request));
        } catch (RefusedException e) {
            request.problem(e.problem());
            return Optional.empty();
        }
    }
}
