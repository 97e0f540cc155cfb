package io.riptide.server;

import static io.riptide.server.CrawlingServer.body;
import static io.riptide.server.CrawlingServer.events;
import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What summaries say adds up, whatever sites and clients do.
class CrawlAccountingSystemTest {
    private static final int RUNS = 40;
    private static final List<String> POLICIES = List.of("block", "drop_oldest", "drop_newest", "disconnect");

    private CrawlingServer server;
    private ScriptedSite site;

    @BeforeEach
    void start() {
        server = new CrawlingServer();
        site = new ScriptedSite()
                .on("/good", visit -> visit.html(article("Good")))
                .on("/missing", visit -> visit.answer("404 Not Found", "", ""))
                .on("/broken", visit -> visit.answer("500 Oops", "", ""))
                .on("/reset", ScriptedSite.Visit::reset)
                .on("/garbage", visit -> visit.say("\u0001\u0002\r\n\r\n"))
                .on("/cut", visit -> {
                    visit.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                    visit.reset();
                })
                .on("/mute", ScriptedSite.Visit::untilDeserted);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        server.close();
    }

    @Test
    void everySummaryAddsUp() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> paths = List.of("/good", "/missing", "/broken", "/reset", "/garbage", "/cut", "/mute");
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            List<String> urls = IntStream.range(0, 1 + random.nextInt(20))
                    .mapToObj(i -> site.url(paths.get(random.nextInt(paths.size())) + "?" + random.nextInt(100)))
                    .toList();
            String options =
                    "\"concurrency\":" + (1 + random.nextInt(16)) + ",\"timeout_ms\":" + (100 + random.nextInt(200))
                            + (random.nextInt(4) == 0 ? ",\"deadline_ms\":" + (100 + random.nextInt(300)) : "");
            String policy = "\"policy\":\"" + POLICIES.get(random.nextInt(POLICIES.size())) + '"';
            answers.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return server.post("/crawl/stream", body(options, policy, urls))
                                    .body();
                        } catch (java.io.IOException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> Thread.ofVirtual().start(task)));
        }
        for (CompletableFuture<String> answer : answers) {
            addsUp(events(answer.get(60, TimeUnit.SECONDS)), "seed " + seed);
        }
        await().until(server::isIdle);
    }

    @Test
    void cancelledOverASocketACrawlHasOneSummaryAndOthersGoOn() throws Exception {
        BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        WebSocket socket = server.client()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/crawl/ws"), new Collector(messages))
                .get(20, TimeUnit.SECONDS);
        assertThat(next(messages).path("type").stringValue()).isEqualTo("welcome");

        say(socket, crawl("mute", "/mute"));
        await().until(() -> site.paths().contains("/mute"));
        say(socket, crawl("good", "/good"));
        say(socket, "{\"type\":\"ping\"}");
        List<JsonNode> all = new ArrayList<>();
        until(messages, all, "good", "summary");
        say(socket, "{\"type\":\"cancel\",\"id\":\"mute\"}");
        until(messages, all, "mute", "summary");
        say(socket, "{\"type\":\"status\"}");
        JsonNode status = next(messages);

        assertThat(status.path("type").stringValue()).isEqualTo("status");
        assertThat(status.path("streams").isEmpty()).isTrue();
        assertThat(ofType(all, "pong")).hasSize(1);
        assertThat(ofType(all, "ack")).hasSize(1);
        List<JsonNode> summaries = ofType(all, "summary");
        assertThat(summaries.stream().map(event -> event.path("stream").stringValue()))
                .containsExactly("good", "mute");
        assertThat(summaries.stream().map(event -> event.path("outcome").stringValue()))
                .containsExactly("completed", "cancelled");
        assertThat(summaries.get(1).path("failed").intValue()).isEqualTo(1);
        await().until(() -> site.desertedCount() == 1);
        await().until(server::isIdle);
        socket.abort();
    }

    private static void addsUp(List<JsonNode> events, String seed) {
        JsonNode summary = events.getLast();
        assertThat(summary.path("type").stringValue()).as(seed).isEqualTo("summary");
        assertThat(summary.path("successful").intValue()
                        + summary.path("failed").intValue())
                .as(seed)
                .isEqualTo(summary.path("total_urls").intValue());
        assertThat(summary.path("events_emitted").longValue())
                .as(seed)
                .isEqualTo(summary.path("events_delivered").longValue()
                        + summary.path("events_dropped").longValue());
        List<Long> offsets = new ArrayList<>();
        for (JsonNode event : events) {
            if (event.path("type").stringValue().equals("gap")) {
                for (long i = event.path("from").longValue();
                        i <= event.path("to").longValue();
                        i++) {
                    offsets.add(i);
                }
            } else if (event.path("id").isString()) {
                offsets.add(Long.parseLong(event.path("id").stringValue().substring(9)));
            }
        }
        assertThat(offsets.stream().sorted())
                .as(seed)
                .containsExactlyElementsOf(java.util.stream.LongStream.range(0, offsets.size())
                        .boxed()
                        .toList());
    }

    private String crawl(String id, String path) {
        return "{\"type\":\"crawl\",\"id\":\"" + id + "\",\"urls\":[\"" + site.url(path) + "\"]}";
    }

    private static void say(WebSocket socket, String text) throws Exception {
        socket.sendText(text, true).get(20, TimeUnit.SECONDS);
    }

    private static JsonNode next(BlockingQueue<JsonNode> messages) throws InterruptedException {
        JsonNode message = messages.poll(20, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    private static void until(BlockingQueue<JsonNode> messages, List<JsonNode> all, String stream, String type)
            throws InterruptedException {
        JsonNode message;
        do {
            message = next(messages);
            all.add(message);
        } while (!message.path("type").stringValue().equals(type)
                || !message.path("stream").stringValue("").equals(stream));
    }

    /// Puts whole messages into a queue.
    private static final class Collector implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> messages;
        private final StringBuilder text = new StringBuilder();

        Collector(BlockingQueue<JsonNode> messages) {
            this.messages = messages;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                messages.add(Json.mapper().readTree(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
