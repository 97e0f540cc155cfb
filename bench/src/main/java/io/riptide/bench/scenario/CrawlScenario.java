package io.riptide.bench.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.bench.run.Arrival;
import io.riptide.bench.run.Ask;
import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.wire.Transport;
import io.riptide.server.demo.DemoSite;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Crawls of ten pages of a site that this process serves from loopback, asked for by 4 connections in a closed
/// loop: first byte, first result, whole crawl. The site's delays, moves and faults are left out, and so is the
/// server's cache.
final class CrawlScenario {
    private static final int PAGES_EACH = 10;

    private CrawlScenario() {}

    static Prepared prepare(LoadOptions options) throws IOException {
        // The site belongs to the load, not to the plan: it is closed with what is prepared.
        DemoSite site = DemoSite.start(1_000);
        int connections = options.connectionsEach(4);
        List<LoadPlan> plans = new ArrayList<>();
        for (Transport transport : options.transports(Transport.NDJSON, Transport.SSE)) {
            if (transport == Transport.WEBSOCKET) {
                site.close();
                throw new IllegalArgumentException("transports=websocket, wanted ndjson or sse to crawl by");
            }
            Ask ask = Ask.post(
                    BenchPaths.label(transport),
                    options.server().withPath("/crawl" + transport.suffix()),
                    transport,
                    body(site.articles()));
            String label = BenchPaths.label(transport) + ", " + connections + " × " + PAGES_EACH + " pages";
            plans.add(options.apply(
                    LoadPlan.of(label, List.of(ask), new Arrival.Closed(false), connections),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(8),
                    1,
                    false));
        }
        return new Prepared(plans, site::close);
    }

    /// Of the pages whose numbers end in 2, 6 or 8, none is slow, compressed, moved, missing or broken.
    private static byte[] body(List<URI> articles) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ArrayNode urls = body.putArray("urls");
        for (int page = 0; urls.size() < PAGES_EACH; page++) {
            if (page % 10 == 2 || page % 10 == 6 || page % 10 == 8) {
                urls.add(articles.get(page).toString());
            }
        }
        ObjectNode crawl = body.putObject("options");
        crawl.put("cache_mode", "bypass");
        crawl.putArray("formats").add("text");
        return body.toString().getBytes(UTF_8);
    }
}
