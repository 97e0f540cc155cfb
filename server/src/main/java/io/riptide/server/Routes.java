package io.riptide.server;

import io.riptide.server.config.RiptideConfig;
import io.riptide.server.crawl.CrawlReader;
import io.riptide.server.crawl.Crawling;
import io.riptide.server.crawl.extract.ExtractLimits;
import io.riptide.server.crawl.extract.JsoupExtractor;
import io.riptide.server.crawl.pdf.AnyPageExtractor;
import io.riptide.server.endpoint.BenchEndpoints;
import io.riptide.server.endpoint.DebugEventsEndpoint;
import io.riptide.server.endpoint.DebugStreamsEndpoint;
import io.riptide.server.endpoint.ExtractEndpoint;
import io.riptide.server.endpoint.FigureEndpoints;
import io.riptide.server.endpoint.HealthEndpoints;
import io.riptide.server.endpoint.PipelineEndpoints;
import io.riptide.server.endpoint.RunEndpoints;
import io.riptide.server.endpoint.SocketEndpoint;
import io.riptide.server.endpoint.StoredPipelineEndpoints;
import io.riptide.server.endpoint.TopicEndpoints;
import io.riptide.server.endpoint.WorkEndpoints;
import io.riptide.server.observe.Figures;
import io.riptide.server.observe.Health;
import io.riptide.server.observe.Readiness;
import io.riptide.server.pipeline.Pipelining;
import io.riptide.server.route.Router;
import io.riptide.server.search.Searching;
import io.riptide.server.stream.RunDocuments;
import io.riptide.server.stream.WorkReader;
import io.riptide.server.stream.WorkReaders;
import io.riptide.server.websocket.Commands;
import java.util.Map;
import java.util.Optional;

/// Everything the public port answers, in one place.
final class Routes {
    private final RiptideConfig config;
    private final Streaming streaming;
    private final Commands commands;
    private final RunDocuments documents;
    private final Router router = new Router();

    private Routes(RiptideConfig config, Streaming streaming, Commands commands) {
        this.config = config;
        this.streaming = streaming;
        this.commands = commands;
        this.documents = new RunDocuments(streaming.streams, config.memory().clientBytes());
    }

    /// The router of a server that has what is given.
    static Router of(
            RiptideConfig config,
            Streaming streaming,
            Optional<Crawling> crawling,
            Optional<Searching> searching,
            Pipelining pipelining,
            Figures figures,
            Health health,
            Readiness readiness) {
        Optional<CrawlReader> crawls =
                crawling.map(known -> new CrawlReader(known.loader(), config.crawl(), config.stream()));
        Commands commands = crawls.map(reader -> commands("crawl", reader))
                .orElse(Commands.NONE)
                .and(searching.map(reader -> commands("deepsearch", reader)).orElse(Commands.NONE))
                .and(commands("pipeline", pipelining.readers().socket()));
        Routes routes = new Routes(config, streaming, commands);
        crawls.ifPresent(routes::crawl);
        searching.ifPresent(routes::search);
        routes.pipelines(pipelining);
        new SocketEndpoint(streaming.sockets, commands).addTo(routes.router);
        routes.extract();
        if (config.bench().enabled()) {
            routes.bench();
        }
        new RunEndpoints(streaming.runs, streaming.streams, streaming.sockets).addTo(routes.router);
        new TopicEndpoints(streaming.topics, streaming.sockets, config.http().bodyBytesMax()).addTo(routes.router);
        new HealthEndpoints(health, readiness).addTo(routes.router);
        new FigureEndpoints(figures).addTo(routes.router);
        new DebugEventsEndpoint(streaming.streams, figures.recovery().journal()).addTo(routes.router);
        new DebugStreamsEndpoint(streaming.streams.live()).addTo(routes.router);
        return routes.router;
    }

    private void crawl(CrawlReader reader) {
        WorkEndpoints endpoints = work("/crawl", "crawl", WorkReaders.all(reader));
        endpoints.addStreamsTo(router);
        endpoints.addDocumentTo(router);
        endpoints.addQueryTo(router);
    }

    private void search(Searching searching) {
        WorkEndpoints endpoints = work("/deepsearch", "deepsearch", WorkReaders.all(searching));
        endpoints.addStreamsTo(router);
        endpoints.addDocumentTo(router);
    }

    private void pipelines(Pipelining pipelining) {
        WorkEndpoints endpoints = work("/pipelines", "pipeline", pipelining.readers());
        endpoints.addStreamsTo(router);
        endpoints.addDocumentTo(router);
        long bodyBytesMax = config.http().bodyBytesMax();
        new PipelineEndpoints(pipelining, streaming.streams, bodyBytesMax).addTo(router);
        new StoredPipelineEndpoints(pipelining, bodyBytesMax).addTo(router, endpoints);
    }

    private static Commands commands(String name, WorkReader reader) {
        return new Commands(Map.of(name, reader::read));
    }

    private WorkEndpoints work(String path, String name, WorkReaders readers) {
        return new WorkEndpoints(
                path,
                name,
                readers,
                streaming.streams,
                documents,
                streaming.sockets,
                commands,
                config.http().bodyBytesMax());
    }

    private void extract() {
        new ExtractEndpoint(
                        new AnyPageExtractor(new JsoupExtractor(ExtractLimits.STANDARD)),
                        config.extract().bodyBytesMax())
                .addTo(router);
    }

    private void bench() {
        new BenchEndpoints(
                        streaming.streams,
                        config.bench(),
                        streaming.sockets,
                        config.http().bodyBytesMax())
                .addTo(router);
    }
}
