package io.riptide.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.riptide.engine.recovery.DegradedMode;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.crawl.CrawlReader;
import io.riptide.server.crawl.Crawling;
import io.riptide.server.crawl.PageListener;
import io.riptide.server.demo.DemoArticle;
import io.riptide.server.endpoint.WorkEndpoints;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import io.riptide.server.stream.RunDocuments;
import io.riptide.server.stream.WorkReaders;
import io.riptide.server.websocket.Commands;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;

/// Crawls for the warm-up: of pages that its listener serves itself, so that a first client's first page does
/// not wait for the classes of what fetches, parses and keeps it. That took 0.8 s of one core.
///
/// What may reach private addresses must be nobody else's: the paths begin with a random word, and cache,
/// connections and threads are its own and go with it.
///
/// - **Threading:** on the warm-up's; the rest as [Crawling] has it.
final class WarmupCrawl implements AutoCloseable {
    /// Of the made-up site, of which each page is served as often as it is asked for.
    private static final int SITE_PAGES = 60;

    private static final int LISTED_URLS = 250;

    private final String path = "/" + UUID.randomUUID();
    private final Crawling crawling;
    private final int urlsMax;

    WarmupCrawl(RiptideConfig config, Streaming streaming, Router router) {
        urlsMax = config.crawl().urlsMax();
        crawling = Crawling.start(
                config, new DegradedMode(0, RecoveryListener.NONE), RecoveryListener.NONE, PageListener.NONE);
        new WorkEndpoints(
                        path,
                        "crawl",
                        WorkReaders.all(new CrawlReader(crawling.loader(), config.crawl(), config.stream())),
                        streaming.streams,
                        new RunDocuments(streaming.streams, config.memory().clientBytes()),
                        streaming.sockets,
                        Commands.NONE,
                        config.http().bodyBytesMax())
                .addStreamsTo(router);
        router.add("GET", path + "/pages/{number}", WarmupCrawl::page);
    }

    private static void page(Request request) {
        String number = request.pathParameter("number");
        int page = number.matches("[0-9]{1,6}") ? Integer.parseInt(number) : 0;
        byte[] html = DemoArticle.html(page % SITE_PAGES, SITE_PAGES).getBytes(UTF_8);
        request.bytes(200, "text/html; charset=utf-8", Unpooled.wrappedBuffer(html));
    }

    /// Where crawls are asked for.
    String target() {
        return path + "/stream";
    }

    /// Asks for that page of the listener at `address`.
    String body(InetSocketAddress address, int page) {
        String url = "http://" + host(address.getAddress()) + ":" + address.getPort() + path + "/pages/" + page;
        return "{\"urls\":[\"" + url + "\"],\"options\":{\"formats\":[\"text\",\"markdown\",\"links\",\"metadata\"]}}";
    }

    /// Asks for many pages in a way that is refused when all has been read: a first result waits for the reading, which
    /// takes five times as long before it is compiled.
    String refusedBody() {
        StringBuilder body = new StringBuilder("{\"urls\":[");
        for (int i = 0; i < Math.min(LISTED_URLS, urlsMax); i++) {
            String comma = i == 0 ? "" : ",";
            body.append(comma)
                    .append("\"http://warmup.invalid/folder/page-")
                    .append(i)
                    .append("?part=")
                    .append(i % 3)
                    .append('"');
        }
        return body.append("],\"options\":{\"none\":true}}").toString();
    }

    private static String host(InetAddress address) {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    @Override
    public void close() {
        crawling.close();
    }
}
