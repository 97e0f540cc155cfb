package io.riptide.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchStreamSystemTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"1,96", "1000,96", "1000,128", "300,1024", "40,65536", "4,1048576", "20000,128"})
    void linesAreWholeToTheByte(int count, int size) throws Exception {
        try (RawHttp client = server.connect().get("/bench/stream?count=" + count + "&size=" + size)) {
            assertThat(client.head()).startsWith("HTTP/1.1 200 ").contains("application/x-ndjson");
            checkLines(client.chunks(), count, size);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000,128", "40,65536", "4,1048576"})
    void serverSentEventsAreWholeToTheByte(int count, int size) throws Exception {
        try (RawHttp client = server.connect().get("/bench/sse?count=" + count + "&size=" + size)) {
            assertThat(client.head()).contains("text/event-stream");
            String body = client.chunks();
            assertThat(body).startsWith("retry: 3000\nid: ").endsWith("\n\n");
            String[] events = body.substring("retry: 3000\n".length()).split("\n\n");
            assertThat(events).hasSize(count + 2);
            for (int i = 1; i <= count; i++) {
                String[] fields = events[i].split("\n");
                assertThat(fields).hasSize(3);
                assertThat(fields[0]).matches("id: [0-9a-z]{8}-" + i);
                assertThat(fields[1]).isEqualTo("event: tick");
                assertThat(fields[2]).hasSize("data: ".length() + size).contains("\"seq\":" + (i - 1) + ",");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1000,128", "40,65536", "4,1048576"})
    void messagesAreWholeToTheByte(int count, int size) throws Exception {
        try (RawHttp client = server.connect().upgrade("/bench/ws?count=" + count + "&size=" + size)) {
            assertThat(client.frame()).startsWith("{\"type\":\"metadata\"");
            for (int i = 0; i < count; i++) {
                assertThat(client.frame()).hasSize(size).contains("\"seq\":" + i + ",");
            }
            assertThat(client.frame()).startsWith("{\"type\":\"summary\"");
            assertThat(client.frame()).isEqualTo("close 1000");
        }
    }

    @Test
    void aPacedStreamIsComplete() throws Exception {
        try (RawHttp client = server.connect().get("/bench/stream?count=200&rate=1000")) {
            client.head();
            checkLines(client.chunks(), 200, 128);
        }
    }

    @Test
    void anOldClientGetsNoChunksAndTheEndOfTheConnection() throws Exception {
        try (RawHttp client = server.connect().request("GET", "/bench/stream?count=100", "1.0")) {
            assertThat(client.head().toLowerCase(java.util.Locale.ROOT)).doesNotContain("transfer-encoding");
            checkLines(client.rest(), 100, 128);
        }
    }

    @Test
    void manyStreamsShareAConnectionOneAfterTheOther() throws Exception {
        try (RawHttp client = server.connect()) {
            for (int i = 0; i < 20; i++) {
                client.get("/bench/stream?count=50");
                client.head();
                checkLines(client.chunks(), 50, 128);
            }
        }
    }

    @Test
    void requestsSentAheadAreAnsweredInOrder() throws Exception {
        try (RawHttp client = server.connect()) {
            for (int i = 1; i <= 5; i++) {
                client.get("/bench/stream?count=" + i * 100);
            }
            for (int i = 1; i <= 5; i++) {
                client.head();
                checkLines(client.chunks(), i * 100, 128);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bench/stream", "/bench/sse"})
    void headAsksForTheHeadOnly(String path) throws Exception {
        try (RawHttp client = server.connect().request("HEAD", path, "1.1")) {
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            client.get("/bench/stream?count=1");
            assertThat(client.head()).as("no content came between").startsWith("HTTP/1.1 200 ");
            checkLines(client.chunks(), 1, 128);
        }
    }

    @Test
    void everyFaultIsNamedAtOnce() throws Exception {
        try (RawHttp client = server.connect().get("/bench/stream?size=1&rate=x&colour=red")) {
            String head = client.head();
            assertThat(head).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
            int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
            assertThat(client.bytes(length)).contains("\"?size\"", "\"?rate\"", "\"?colour\"");
        }
    }

    private static void checkLines(String body, int count, int size) {
        List<String> lines = body.lines().toList();
        assertThat(lines).hasSize(count + 2);
        assertThat(lines.getFirst()).startsWith("{\"type\":\"metadata\"");
        for (int i = 1; i <= count; i++) {
            assertThat(lines.get(i)).hasSize(size).contains("-" + i + "\",\"seq\":" + (i - 1) + ",");
        }
        assertThat(lines.getLast())
                .startsWith("{\"type\":\"summary\"")
                .contains("\"events_emitted\":" + (count + 1), "\"events_dropped\":0");
    }
}
