package io.riptide.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.riptide.engine.recovery.DegradedMode;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.protocol.transport.Transport;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.event.Json;
import io.riptide.server.net.Listener;
import io.riptide.server.observe.AccessLog;
import io.riptide.server.observe.HttpMetrics;
import io.riptide.server.route.Dispatcher;
import io.riptide.server.route.Router;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What the warm-up crawls, on a listener as it has one.
class WarmupCrawlSystemTest {
    private final RiptideConfig configured =
            RiptideConfig.of("crawl.proxy=socks5://127.0.0.1:1", "cache.redis=redis://127.0.0.1:1");
    private final RiptideConfig config = Warmup.alone(configured);
    private final Streaming streaming =
            new Streaming(config, Long.MAX_VALUE, new DegradedMode(0, RecoveryListener.NONE));
    private final Router router = new Router();
    private final WarmupCrawl crawl = new WarmupCrawl(config, streaming, router);
    private final EventLoopGroup loops = Transport.NIO.newLoops(1);
    private final Listener listener = streaming.listener(Transport.NIO, loops);
    private final HttpClient client = HttpClient.newHttpClient();
    private InetSocketAddress address = new InetSocketAddress(0);

    @BeforeEach
    void listen() throws Exception {
        address = listener.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                0,
                1,
                new Dispatcher(router, streaming.origins, new AccessLog(new HttpMetrics(), false)));
    }

    @AfterEach
    void close() {
        client.close();
        crawl.close();
        listener.stopAccepting();
        listener.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void itsOwnPagesAreReadWholeWhateverProxyAndRedisAreConfigured() throws Exception {
        for (int page = 0; page < 3; page++) {
            List<JsonNode> events = events(post(crawl.target(), crawl.body(address, page)));

            assertThat(events).extracting(WarmupCrawlSystemTest::type).contains("metadata", "result", "summary");
            JsonNode result = events.stream()
                    .filter(event -> type(event).equals("result"))
                    .findFirst()
                    .orElseThrow()
                    .path("result");
            assertThat(result.path("status").asInt()).as(result.toString()).isEqualTo(200);
            assertThat(result.path("document").path("markdown").asString()).contains("# ", "| Station | Range (m) |");
            assertThat(result.path("document").path("links").size()).isPositive();
        }
    }

    @Test
    void whoDoesNotKnowItsWordCannotCrawl() throws Exception {
        assertThat(post("/crawl/stream", crawl.body(address, 0)).statusCode()).isEqualTo(404);
        assertThat(crawl.target()).matches("/[0-9a-f-]{36}/stream");
    }

    @Test
    void theServersOwnCrawlsStayAsConfigured() {
        assertThat(config.crawl().allowPrivate()).isTrue();
        assertThat(config.crawl().proxy()).isEmpty();
        assertThat(config.cache().redis()).isEmpty();
        assertThat(configured.crawl().allowPrivate()).isFalse();
        assertThat(configured.crawl().proxy()).isPresent();
        assertThat(configured.cache().redis()).isPresent();
    }

    private HttpResponse<String> post(String target, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + target))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static List<JsonNode> events(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().lines().map(line -> Json.mapper().readTree(line)).toList();
    }

    private static String type(JsonNode event) {
        return event.path("type").asString();
    }
}
