package io.riptide.server.crawl.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.RiptideServer;
import io.riptide.server.config.ProxyAddress.Kind;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.event.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// A proxy that dies while a crawl goes on, and comes back.
class ProxyDiesMidCrawlSystemTest {
    private static final int SITES = 4;
    private static final int FAILURES = 3;

    private final CountDownLatch hasDied = new CountDownLatch(1);
    private final CountDownLatch isHeld = new CountDownLatch(1);
    private final List<RawSite> sites = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        for (int i = 0; i < SITES; i++) {
            sites.add(RawSite.holding(this::answer));
        }
    }

    @AfterEach
    void stop() throws IOException {
        hasDied.countDown();
        client.close();
        for (RawSite site : sites) {
            site.close();
        }
    }

    private void answer(RawSite.Visitor visitor) throws IOException, InterruptedException {
        for (String head = visitor.request(); !head.isEmpty(); head = visitor.request()) {
            if (head.startsWith("GET /robots.txt") || head.contains("/robots.txt HTTP")) {
                visitor.answer("404 Not Found", "");
                continue;
            }
            if (head.contains("/held")) {
                isHeld.countDown();
                hasDied.await();
            }
            visitor.answer("200 OK\r\nContent-Type: text/html", "<title>Behind</title><p>A page behind a proxy.");
        }
    }

    @ParameterizedTest
    @CsvSource({"SOCKS5, true", "SOCKS5, false", "HTTP, true", "HTTP, false"})
    void noHostIsShutOutForItsSake(Kind kind, boolean respectsRobots) throws Exception {
        SmallProxy proxy = SmallProxy.of(kind);
        int port = proxy.port();
        String name = kind.name().toLowerCase(Locale.ROOT) + "://127.0.0.1:" + port;
        RiptideServer server = RiptideServer.start(RiptideConfig.of(
                "server.port=0",
                "crawl.allow-private=true",
                "crawl.retries=0",
                "crawl.breaker-failures=" + FAILURES,
                "crawl.breaker-open=1s",
                "crawl.proxy=" + name));
        try {
            List<String> urls =
                    new ArrayList<>(List.of(sites.getFirst().url("/held").href()));
            for (int page = 0; page < 2 * FAILURES; page++) {
                for (RawSite site : sites) {
                    urls.add(site.url("/" + page).href());
                }
            }
            CompletableFuture<List<JsonNode>> crawling = CompletableFuture.supplyAsync(
                    () -> crawl(server, respectsRobots, urls), Thread::startVirtualThread);
            assertThat(isHeld.await(20, TimeUnit.SECONDS)).isTrue();
            proxy.close();
            hasDied.countDown();

            List<String> types = new ArrayList<>();
            for (JsonNode event : crawling.get(60, TimeUnit.SECONDS)) {
                if (event.path("type").stringValue().equals("result")
                        && event.path("index").intValue() > 0) {
                    JsonNode error = event.path("result").path("error");
                    assertThat(error.path("message").stringValue()).contains("the proxy " + name);
                    assertThat(error.path("retryable").booleanValue()).isTrue();
                    types.add(error.path("type").stringValue());
                }
            }
            assertThat(types).hasSize(2 * FAILURES * SITES).containsOnly("connect", "circuit_open");
            assertThat(types).as("nobody dials it for each page").contains("circuit_open");
            JsonNode check = Json.mapper().readTree(get(server, "/healthz")).at("/checks/proxy");
            assertThat(check.path("status").stringValue()).isEqualTo("degraded");
            assertThat(check.path("message").stringValue()).contains("the proxy " + name);

            try (SmallProxy back = SmallProxy.at(port, kind)) {
                // The time for which it is left alone, and that for which a robots.txt that failed counts.
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> successful(server, respectsRobots, urls.subList(1, 2)) == 1);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> successful(server, respectsRobots, urls) == urls.size());
                assertThat(back.targets()).isNotEmpty();
                assertThat(Json.mapper()
                                .readTree(get(server, "/healthz"))
                                .at("/checks/proxy/status")
                                .stringValue())
                        .isEqualTo("ok");
            }
            assertThat(subjectsOfBreakers(server)).containsOnly("proxy:" + name);
        } finally {
            server.stop();
            server.awaitStop();
            proxy.close();
        }
    }

    private int successful(RiptideServer server, boolean respectsRobots, List<String> urls) {
        return crawl(server, respectsRobots, urls).getLast().path("successful").intValue();
    }

    private List<JsonNode> crawl(RiptideServer server, boolean respectsRobots, List<String> urls) {
        String list = urls.stream().map(url -> '"' + url + '"').collect(Collectors.joining(","));
        String body = "{\"urls\":[" + list + "],\"options\":{\"concurrency\":1,\"cache_mode\":\"bypass\","
                + "\"respect_robots\":" + respectsRobots + "}}";
        HttpRequest request = HttpRequest.newBuilder(uri(server, "/crawl/stream"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return lines(send(request));
    }

    /// Those of which the journal tells by now.
    private List<String> subjectsOfBreakers(RiptideServer server) throws Exception {
        List<String> subjects = new ArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(uri(server, "/debug/events/stream?since=earliest"))
                .build();
        try (BufferedReader events = new BufferedReader(new InputStreamReader(
                client.send(request, BodyHandlers.ofInputStream()).body(), UTF_8))) {
            String state = "";
            while (!state.equals("closed")) {
                JsonNode event = Json.mapper().readTree(events.readLine());
                if (event.path("kind").stringValue("").equals("circuit_breaker")) {
                    subjects.add(event.path("subject").stringValue());
                    state = event.path("state").stringValue();
                }
            }
        }
        return subjects;
    }

    private String get(RiptideServer server, String target) {
        return send(HttpRequest.newBuilder(uri(server, target)).build());
    }

    private String send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonNode> lines(String ndjson) {
        return ndjson.lines().map(Json.mapper()::readTree).toList();
    }

    private static URI uri(RiptideServer server, String target) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + target);
    }
}
