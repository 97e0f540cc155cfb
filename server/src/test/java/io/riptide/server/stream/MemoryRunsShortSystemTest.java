package io.riptide.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.engine.run.RunState;
import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Readers that have stopped fill the memory of a small node, until those who may lose something do.
class MemoryRunsShortSystemTest {
    /// Fills a segment, so that memory is used up before it is broken into lengths that nobody wants.
    private static final int SIZE = 65_000;

    /// Less than the window of one reader holds, so that it is lost only when others need the memory.
    private static final int FEW = 110;

    /// More than that.
    private static final int MANY = 200;

    private static final int REFUSE_PERCENT = 90;
    private static final int SHED_PERCENT = 95;

    private final TestServer server = new TestServer(
            "memory.pool-bytes=64MiB",
            "memory.client-bytes=64MiB",
            "memory.stream-bytes=16MiB",
            "memory.refuse-above-percent=" + REFUSE_PERCENT,
            "memory.shed-above-percent=" + SHED_PERCENT,
            "stream.window-bytes=8MiB",
            "stream.window-ndjson=2048",
            "warmup.enabled=false",
            "log.access=false");

    @AfterEach
    void everythingComesBack() {
        server.close();
    }

    @Test
    void whileThereIsMemoryNobodyLosesAnything() throws Exception {
        try (RawHttp reader = stopped("drop_oldest", FEW, 0)) {
            await().until(() -> working() == 0);
            assertThat(lost(events(reader), FEW)).isZero();
        }
    }

    @Test
    void thoseWhoMayLoseSomethingDoAndTheOthersDoNot() throws Exception {
        List<RawHttp> droppers = new ArrayList<>();
        List<RawHttp> blockers = new ArrayList<>();
        try {
            for (String policy : List.of("drop_oldest", "drop_newest", "drop_oldest")) {
                droppers.add(stopped(policy, FEW, 25));
            }
            for (int i = 0; i < 6; i++) {
                blockers.add(stopped("block", MANY, 0));
            }
            await().pollInterval(Duration.ofMillis(20)).until(this::isRefused);
            await().until(() -> working() == blockers.size());
            for (RawHttp dropper : droppers) {
                assertThat(lost(events(dropper), FEW)).isPositive();
            }
            checkNothingLost(blockers);
        } finally {
            close(droppers);
            close(blockers);
        }
        checkServesAgain();
    }

    @Test
    void whoMayLoseSomethingEndsWhenTheOthersNeedItAll() throws Exception {
        List<RawHttp> blockers = new ArrayList<>();
        try (RawHttp dropper = stopped("drop_oldest", 0, 1_000)) {
            // Slow enough that the last is taken in before the first has filled its window.
            for (int i = 0; i < 10; i++) {
                blockers.add(stopped("block", MANY, 100));
            }
            await().until(() -> working() == blockers.size());
            assertThat(server.server().memory().isAbove(SHED_PERCENT)).isTrue();
            JsonNode end = events(dropper).getLast();
            assertThat(end.path("type").stringValue()).isEqualTo("error");
            assertThat(end.path("error").path("type").stringValue()).isEqualTo("overload");
            assertThat(end.path("error").path("retryable").booleanValue()).isTrue();
            assertThat(isRefused()).isTrue();
            checkNothingLost(blockers);
        } finally {
            close(blockers);
        }
        checkServesAgain();
    }

    /// A reader that has asked for this and reads nothing.
    private RawHttp stopped(String policy, int count, int rate) throws IOException {
        return server.connect(8 * 1024)
                .get("/bench/stream?size=" + SIZE + "&policy=" + policy + "&count=" + count + "&rate=" + rate);
    }

    /// Whether new work is refused for want of memory, and with what it is told then.
    private boolean isRefused() throws IOException {
        try (RawHttp client = server.connect().get("/bench/stream?count=1")) {
            String head = client.head();
            if (head.startsWith("HTTP/1.1 200 ")) {
                client.chunks();
                return false;
            }
            assertThat(head).startsWith("HTTP/1.1 503 ").containsPattern("\r\nRetry-After: [1-9]");
            assertThat(client.bytes(Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"))))
                    .contains("\"retryable\":true");
            return true;
        }
    }

    /// All read at once: while one reads, those that have stopped take what memory it gives back.
    private static void checkNothingLost(List<RawHttp> blockers) throws Exception {
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> losses = new ArrayList<>();
            for (RawHttp blocker : blockers) {
                losses.add(readers.submit(() -> lost(events(blocker), MANY)));
            }
            for (Future<Long> loss : losses) {
                assertThat(loss.get()).isZero();
            }
        }
    }

    private void checkServesAgain() throws Exception {
        server.awaitIdle();
        try (RawHttp client = server.connect().get("/bench/stream?count=" + MANY)) {
            assertThat(lost(events(client), MANY)).isZero();
        }
    }

    /// Runs whose work goes on.
    private long working() {
        return server.server().runs().list().stream()
                .filter(run -> run.state() != RunState.CLOSED)
                .count();
    }

    private static List<JsonNode> events(RawHttp client) throws IOException {
        assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        return client.chunks().lines().map(Json.mapper()::readTree).toList();
    }

    /// How many events gaps name; every other offset is told once, in order, and the last event says the same.
    private static long lost(List<JsonNode> events, int count) {
        long next = 0;
        long lost = 0;
        for (JsonNode event : events) {
            if (event.path("type").stringValue().equals("gap")) {
                assertThat(event.path("from").longValue()).isEqualTo(next);
                next = event.path("to").longValue() + 1;
                lost += event.path("count").longValue();
            } else {
                assertThat(event.path("id").stringValue()).endsWith("-" + next);
                next++;
            }
        }
        assertThat(next).isEqualTo(count + 2);
        JsonNode summary = events.getLast();
        assertThat(summary.path("outcome").stringValue()).isEqualTo("completed");
        assertThat(summary.path("events_dropped").longValue()).isEqualTo(lost);
        return lost;
    }

    private static void close(List<RawHttp> clients) throws IOException {
        for (RawHttp client : clients) {
            client.close();
        }
    }
}
