package io.riptide.server.endpoint;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.config.CrawlConfig;
import io.riptide.server.crawl.CrawlRequest;
import io.riptide.server.crawl.CrawlWork;
import io.riptide.server.crawl.PageLoader;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.input.QueryFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.RunDocuments;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.StreamTransport;
import io.riptide.server.stream.Work;
import io.riptide.server.websocket.Commands;
import io.riptide.server.websocket.WebSockets;
import java.util.Map;
import java.util.function.Consumer;

/// `/crawl`: pages by URL, as a stream or as one document.
@OnEventLoop
public final class CrawlEndpoints {
    private final RunStreams streams;
    private final RunDocuments documents;
    private final WebSockets sockets;
    private final PageLoader loader;
    private final CrawlConfig config;
    private final long bodyBytesMax;
    private final Commands commands = new Commands(Map.of("crawl", this::read));

    /// Crawls by `loader`.
    public CrawlEndpoints(
            RunStreams streams,
            RunDocuments documents,
            WebSockets sockets,
            PageLoader loader,
            CrawlConfig config,
            long bodyBytesMax) {
        this.streams = streams;
        this.documents = documents;
        this.sockets = sockets;
        this.loader = loader;
        this.config = config;
        this.bodyBytesMax = bodyBytesMax;
    }

    /// What a socket can ask for.
    public Commands commands() {
        return commands;
    }

    /// Adds the routes.
    public void addTo(Router router) {
        router.add("POST", "/crawl/stream", request -> post(request, stream(request, StreamTransport.NDJSON)))
                .add("POST", "/crawl/sse", request -> post(request, stream(request, StreamTransport.SSE)))
                .add("GET", "/crawl/sse", request -> get(request, stream(request, StreamTransport.SSE)))
                .add("GET", "/crawl/ws", request -> sockets.upgradeToCommands(request, commands))
                .add("POST", "/crawl", request -> post(request, work -> documents.answer(request, work)))
                .add("GET", "/crawl", request -> get(request, work -> documents.answer(request, work)));
    }

    private Consumer<Work> stream(Request request, StreamTransport transport) {
        return work -> streams.stream(request, work, transport);
    }

    private void post(Request request, Consumer<Work> then) {
        if (NoQuery.isRefused(request)) {
            return;
        }
        JsonBodies.<Work>receive(request, bodyBytesMax, this::read, then);
    }

    private void get(Request request, Consumer<Work> then) {
        Work work;
        try {
            QueryFields query = new QueryFields(request.query(), new Faults());
            work = new CrawlWork(CrawlRequest.read(query, config, streams.config()), loader, streams.config());
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        then.accept(work);
    }

    private Work read(JsonFields fields) throws InvalidInputException {
        return new CrawlWork(CrawlRequest.read(fields, config, streams.config()), loader, streams.config());
    }
}
