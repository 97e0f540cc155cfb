package io.riptide.server.crawl.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.RiptideServer;
import io.riptide.server.config.ProxyAddress.Kind;
import io.riptide.server.config.ProxyAddress.Login;
import io.riptide.server.config.RiptideConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrawlThroughProxySystemTest {

    /// Its robots.txt too.
    @ParameterizedTest
    @EnumSource
    void everythingACrawlFetchesGoesThroughTheProxyOfTheConfiguration(Kind kind) throws Exception {
        String scheme = kind.name().toLowerCase(Locale.ROOT);
        try (RawSite site = RawSite.holding(visitor -> {
                    String head = visitor.request();
                    while (!head.isEmpty()) {
                        boolean isRobots = head.startsWith("GET /robots.txt");
                        visitor.answer(
                                isRobots ? "404 Not Found" : "200 OK\r\nContent-Type: text/html",
                                "<title>Behind</title><p>A page behind a proxy.");
                        head = visitor.request();
                    }
                });
                SmallProxy proxy = SmallProxy.of(kind, Optional.of(new Login("bob", "hunter2")));
                HttpClient client = HttpClient.newHttpClient()) {
            RiptideServer server = RiptideServer.start(RiptideConfig.of(
                    "server.port=0",
                    "crawl.allow-private=true",
                    "crawl.proxy=" + scheme + "://bob:hunter2@127.0.0.1:" + proxy.port(),
                    "crawl.proxy-for=127.0.0.1"));
            String answer = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                            + server.address().getPort() + "/crawl/stream"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"urls\":[\"" + site.url("/page") + "\"]}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();

            server.stop();
            server.awaitStop();

            assertThat(answer).contains("Behind").doesNotContain("hunter2");
            assertThat(site.heads()).hasSize(2);
            assertThat(proxy.targets()).isNotEmpty().allMatch(("127.0.0.1:" + site.port())::equals);
            assertThat(site.acceptedCount())
                    .as("connections of the proxy's, none of ours")
                    .isEqualTo(proxy.targets().size());
        }
    }
}
