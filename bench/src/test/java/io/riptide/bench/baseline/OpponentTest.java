package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every opponent, asked by clients that are not ours, so that a mistake in both ends does not hide itself.
class OpponentTest {
    private static final Map<Opponent, Opponent.Running> RUNNING = new EnumMap<>(Opponent.class);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void startAll() {
        for (Opponent opponent : Opponent.values()) {
            RUNNING.put(opponent, opponent.start(0));
        }
    }

    @AfterAll
    static void stopAll() {
        CLIENT.close();
        RUNNING.values().forEach(Opponent.Running::close);
    }

    @ParameterizedTest
    @EnumSource
    void linesComeInOrderEachExactlyAsLongAsAsked(Opponent opponent) throws Exception {
        HttpResponse<String> answer = get(opponent, "/bench/stream?count=3000&size=200");

        assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache, no-transform");
        assertThat(answer.headers().firstValue("x-accel-buffering")).contains("no");
        expectEvents(answer.body().lines().toList(), 3000, 200);
    }

    @ParameterizedTest
    @EnumSource
    void serverSentEventsAreIdTypeAndDataEach(Opponent opponent) throws Exception {
        HttpResponse<String> answer = get(opponent, "/bench/sse?count=300&size=96");

        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        List<String> events = List.of(answer.body().split("\n\n"));
        assertThat(events)
                .hasSize(302)
                .allSatisfy(event -> assertThat(event).matches("id: \\S+\nevent: \\w+\ndata: .*"));
        expectEvents(
                events.stream()
                        .map(event -> event.substring(event.indexOf('{')))
                        .toList(),
                300,
                96);
    }

    @ParameterizedTest
    @EnumSource
    void messagesComeInOrderAndThenANormalClose(Opponent opponent) throws Exception {
        Collector collector = new Collector();
        URI uri = URI.create("ws://127.0.0.1:"
                + Objects.requireNonNull(RUNNING.get(opponent)).port() + "/bench/ws?count=2000&size=128");
        CLIENT.newWebSocketBuilder().buildAsync(uri, collector).get(20, TimeUnit.SECONDS);

        assertThat(collector.status.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
        expectEvents(collector.messages, 2000, 128);
    }

    @ParameterizedTest
    @EnumSource
    void pacedStreamsBringTheirCountNotFasterThanTheRate(Opponent opponent) throws Exception {
        long beginNs = System.nanoTime();

        assertThat(get(opponent, "/bench/stream?count=21&rate=200").body().lines())
                .hasSize(23);
        assertThat(System.nanoTime() - beginNs).isGreaterThanOrEqualTo(20 * 5_000_000L);
    }

    @ParameterizedTest
    @EnumSource
    void aPostIsAnsweredWithOneEvent(Opponent opponent) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(opponent, "/crawl/stream"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"urls\":[]}"))
                .build();

        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString(US_ASCII));

        assertThat(answer.statusCode()).isEqualTo(200);
        expectEvents(answer.body().lines().toList(), 1, 128);
    }

    @ParameterizedTest
    @EnumSource
    void whatItDoesNotKnowIsRefused(Opponent opponent) throws Exception {
        assertThat(get(opponent, "/readyz").statusCode()).isEqualTo(200);
        assertThat(get(opponent, "/elsewhere").statusCode()).isEqualTo(404);
        assertThat(get(opponent, "/bench/stream?size=1").statusCode()).isEqualTo(400);
    }

    private static void expectEvents(List<String> events, int count, int size) {
        assertThat(events).hasSize(count + 2);
        assertThat(events.getFirst())
                .startsWith("{\"type\":\"metadata\",\"id\":\"")
                .endsWith("-0\"}");
        assertThat(events.getLast())
                .startsWith("{\"type\":\"summary\",\"id\":\"")
                .endsWith("-" + (count + 1) + "\"}");
        for (int i = 0; i < count; i++) {
            assertThat(events.get(i + 1))
                    .startsWith("{\"type\":\"tick\",\"id\":\"")
                    .contains("-" + (i + 1) + "\",\"seq\":" + i + ",\"ts\":")
                    .hasSize(size);
        }
    }

    private static HttpResponse<String> get(Opponent opponent, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(uri(opponent, path)).build(), HttpResponse.BodyHandlers.ofString(US_ASCII));
    }

    private static URI uri(Opponent opponent, String path) {
        return URI.create("http://127.0.0.1:"
                + Objects.requireNonNull(RUNNING.get(opponent)).port() + path);
    }

    /// Gathers a WebSocket's messages until it is closed.
    private static final class Collector implements WebSocket.Listener {
        private final List<String> messages = new ArrayList<>();
        private final CompletableFuture<Integer> status = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            partial.append(text);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            status.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable cause) {
            status.completeExceptionally(cause);
        }
    }
}
