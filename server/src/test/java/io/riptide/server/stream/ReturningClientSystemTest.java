package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who asks for work and names an event it has seen already, as an `EventSource` does when it comes back.
class ReturningClientSystemTest {
    private static final Pattern ID = Pattern.compile("\nid: (\\S+)\n");

    private final TestServer server =
            new TestServer("crawl.enabled=true", "runs.retain=1s", "warmup.enabled=false", "log.access=false");

    @AfterEach
    void everythingComesBack() {
        server.close();
    }

    @Test
    void itGoesOnInTheRunItWasIn() throws IOException {
        Seen first = cutOff("/bench/sse?count=200&rate=200&on_disconnect=continue", 5);
        try (RawHttp client = ask("/bench/sse?count=200&rate=200&on_disconnect=continue", first.lastId)) {
            assertThat(client.head()).contains("HTTP/1.1 200 ", "X-Run-ID: " + first.runId);
            String events = client.chunks();
            assertThat(events)
                    .startsWith("retry: 3000\nid: " + first.lastId + "\nevent: resumed\n")
                    .doesNotContain("event: metadata", "event: gap")
                    .containsOnlyOnce("event: summary");
            assertThat(events.split("event: tick", -1)).hasSize(1 + 200 - offset(first.lastId));
        }
        assertThat(runsStarted()).isOne();
    }

    @Test
    void aBodyThatIsSentAgainIsNotCrawledAgain() throws IOException {
        String body = "{\"urls\":[\"http://127.0.0.1:1/\"],\"delivery\":{\"on_disconnect\":\"continue\"}}";
        String lastId;
        try (RawHttp client = post(body, "")) {
            client.head();
            lastId = lastId(client.chunks());
        }
        try (RawHttp client = post(body, "Last-Event-ID: " + lastId + "\r\n")) {
            assertThat(client.head()).startsWith("HTTP/1.1 204 ");
        }
        assertThat(runsStarted()).isOne();
    }

    /// A browser comes back at the end of every stream, and goes away only at a status that is not 200.
    @Test
    void whoHasSeenTheEndIsToldToStayAway() throws IOException {
        Seen all = cutOff("/bench/sse?count=3&on_disconnect=continue", Integer.MAX_VALUE);
        for (String target : new String[] {"/bench/sse?count=3", "/runs/" + all.runId + "/sse"}) {
            try (RawHttp client = ask(target, all.lastId)) {
                assertThat(client.head())
                        .startsWith("HTTP/1.1 204 ")
                        .contains("X-Run-ID: " + all.runId)
                        .doesNotContain("Content-");
                // The connection serves on.
                assertThat(client.get("/livez").head()).startsWith("HTTP/1.1 200 ");
            }
        }
        await().until(() -> server.server().runs().find(all.runId).isEmpty());
        try (RawHttp client = ask("/bench/sse?count=3", all.lastId)) {
            assertThat(client.head()).startsWith("HTTP/1.1 204 ");
        }
        assertThat(runsStarted()).isOne();
    }

    @Test
    void whoHasNotSeenTheEndIsToldTheRest() throws IOException {
        Seen some = cutOff("/bench/sse?count=3&on_disconnect=continue", Integer.MAX_VALUE);
        String before = some.lastId.substring(0, 9) + (offset(some.lastId) - 2);
        for (String target : new String[] {"/bench/sse", "/runs/" + some.runId + "/sse"}) {
            try (RawHttp client = ask(target, before)) {
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                assertThat(client.chunks()).containsOnlyOnce("event: tick").containsOnlyOnce("event: summary");
            }
        }
        await().until(() -> server.server().runs().find(some.runId).isEmpty());
        checkRefused("/bench/sse", before, 404, "no longer held");
        assertThat(runsStarted()).isOne();
    }

    /// The default: work whose client has gone is given up.
    @Test
    void workThatWasCancelledWithItsClientDoesNotBeginAnew() throws IOException {
        Seen first = cutOff("/bench/sse?count=0&rate=200", 2);
        await().until(() -> server.server().runs().find(first.runId).isEmpty());
        checkRefused("/bench/sse?count=0&rate=200", first.lastId, 404, "no longer held");
        assertThat(runsStarted()).isOne();
    }

    @Test
    void aCursorOfNoRunBeginsNothing() throws IOException {
        checkRefused("/bench/sse", "zzzzzzzz-7", 404, "no bench is known that told of the event zzzzzzzz-7");
        Seen bench = cutOff("/bench/sse?count=3&on_disconnect=continue", Integer.MAX_VALUE);
        checkRefused("/crawl/sse?url=http%3A%2F%2F127.0.0.1%3A1%2F", bench.lastId, 404, "no crawl is known");
        assertThat(runsStarted()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "zzzzzzzz-", "ZZZZZZZZ-1", "earliest", "zzzzzzzz-1, zzzzzzzz-2"})
    void whatIsNoCursorIsRefused(String id) throws IOException {
        checkRefused("/bench/sse", id, 400, "\"pointer\":\"Last-Event-ID\"");
        assertThat(runsStarted()).isZero();
    }

    @Test
    void theFieldIsNewerThanWhatTheUrlSays() throws IOException {
        Seen all = cutOff("/bench/sse?count=9&on_disconnect=continue", Integer.MAX_VALUE);
        String seen = all.lastId.substring(0, 9) + 7;
        for (String since : new String[] {"earliest", all.lastId.substring(0, 9) + 2, "latest"}) {
            try (RawHttp client = ask("/runs/" + all.runId + "/sse?since=" + since, seen)) {
                client.head();
                assertThat(client.chunks())
                        .startsWith("retry: 3000\nid: " + seen + "\nevent: resumed\n")
                        .contains("\nid: " + seen.substring(0, 9) + "8\nevent: tick")
                        .doesNotContain("\nid: " + seen.substring(0, 9) + "6\n");
            }
        }
        checkRefused("/runs/" + all.runId + "/sse?since=yesterday", seen, 400, "\"pointer\":\"?since\"");
    }

    /// The transport is not one that browsers come back to by themselves.
    @Test
    void theFieldSaysNothingToNewWorkByLines() throws IOException {
        Seen all = cutOff("/bench/sse?count=3&on_disconnect=continue", Integer.MAX_VALUE);
        try (RawHttp client = ask("/bench/stream?count=1", all.lastId)) {
            assertThat(client.head()).startsWith("HTTP/1.1 200 ").doesNotContain(all.runId);
            assertThat(client.chunks()).startsWith("{\"type\":\"metadata\"");
        }
        assertThat(runsStarted()).isEqualTo(2);
    }

    private void checkRefused(String target, String lastId, int status, String text) throws IOException {
        try (RawHttp client = ask(target, lastId)) {
            String head = client.head();
            assertThat(head).startsWith("HTTP/1.1 " + status).contains("application/problem+json");
            assertThat(client.bytes(Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"))))
                    .contains(text);
        }
    }

    /// What a client saw that was cut off.
    private record Seen(String runId, String lastId) {}

    /// Reads so many chunks, or all there are.
    private Seen cutOff(String target, int chunks) throws IOException {
        try (RawHttp client = server.connect().get(target)) {
            String head = client.head();
            StringBuilder events = new StringBuilder();
            for (int i = 0; i < chunks; i++) {
                byte[] chunk = client.chunk();
                if (chunk.length == 0) {
                    break;
                }
                events.append(new String(chunk, UTF_8));
            }
            return new Seen(head.replaceAll("(?s).*X-Run-ID: (\\S+).*", "$1"), lastId(events.toString()));
        }
    }

    private RawHttp ask(String target, String lastId) throws IOException {
        return server.connect()
                .send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: " + lastId + "\r\n\r\n");
    }

    private RawHttp post(String body, String fieldLines) throws IOException {
        return server.connect()
                .send("POST /crawl/sse HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + fieldLines
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private long runsStarted() {
        return server.server().metrics().counters().runsStarted.sum();
    }

    private static String lastId(String events) {
        Matcher id = ID.matcher(events);
        String last = "";
        while (id.find()) {
            last = id.group(1);
        }
        return last;
    }

    private static int offset(String id) {
        return Integer.parseInt(id.substring(9));
    }
}
