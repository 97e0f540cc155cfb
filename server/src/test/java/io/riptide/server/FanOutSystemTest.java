package io.riptide.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.event.Json;
import io.riptide.server.testing.Gunzip;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One publisher, many subscribers: framing is done once, and nobody waits for anybody.
class FanOutSystemTest {
    private static final int LOOPS = 2;
    private static final int SUBSCRIBERS = 24;

    private final TestServer server = new TestServer(
            "warmup.enabled=false",
            "log.access=false",
            "server.loops=" + LOOPS,
            "server.reuse-port=false",
            "websocket.ping-interval=1h",
            "stream.stall-timeout=60s");

    private final List<RawHttp> open = new ArrayList<>();

    @AfterEach
    void everythingComesBack() throws IOException {
        for (RawHttp http : open) {
            http.close();
        }
        try (RawHttp http = server.connect()) {
            assertThat(http.request("DELETE", "/topics/t", "1.1").head()).startsWith("HTTP/1.1 200 ");
        }
        server.close();
    }

    @Test
    void aMessageIsFramedOncePerLoopAndTransport() throws IOException {
        List<RawHttp> streams = subscribe("/topics/t/sse");
        List<RawHttp> lines = subscribe("/topics/t/stream");
        List<RawHttp> sockets = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            RawHttp socket = server.connect().upgrade("/topics/t/ws");
            open.add(socket);
            assertThat(socket.frame()).contains("\"type\":\"metadata\"");
            sockets.add(socket);
        }
        long before = server.server().metrics().counters().eventsFramed.sum();
        for (int i = 0; i < 30; i++) {
            publish("{\"data\":" + i + "}");
            for (RawHttp socket : sockets) {
                assertThat(socket.frame()).endsWith("\"data\":" + i + "}");
            }
            for (RawHttp stream : streams) {
                assertThat(text(stream.chunk())).startsWith("id: ").endsWith("\"data\":" + i + "}\n\n");
            }
            for (RawHttp line : lines) {
                assertThat(text(line.chunk())).startsWith("{").endsWith("\"data\":" + i + "}\n");
            }
        }
        assertThat(server.server().metrics().counters().eventsFramed.sum() - before)
                .isEqualTo(30L * LOOPS * 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "stream"})
    void compressedOnceAndReadableByAll(String transport) throws IOException {
        List<RawHttp> streams = new ArrayList<>();
        List<Gunzip> contents = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            RawHttp http = server.connect();
            open.add(http);
            http.send("GET /topics/t/" + transport + " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
            assertThat(http.head()).contains("Content-Encoding: gzip");
            streams.add(http);
            contents.add(new Gunzip().feed(http.chunk()));
        }
        long before = server.server().metrics().counters().eventsFramed.sum();
        for (int i = 0; i < 20; i++) {
            publish("{\"data\":{\"n\":" + i + ",\"text\":\"" + "abc ".repeat(100) + "\"}}");
            for (int k = 0; k < streams.size(); k++) {
                contents.get(k).feed(streams.get(k).chunk());
                assertThat(contents.get(k).text()).contains("\"n\":" + i + ",");
            }
        }
        assertThat(server.server().metrics().counters().eventsFramed.sum() - before)
                .isEqualTo(20L * LOOPS);
        contents.forEach(Gunzip::close);
    }

    /// Three of each loop stop reading; the others get everything at once, and the stopped ones, when they read
    /// on, what their policy promises.
    @Test
    void stoppedSubscribersDelayNobody() throws IOException {
        List<RawHttp> stopped = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RawHttp http = server.connect(16 * 1024);
            open.add(http);
            http.get("/topics/t/stream?policy=" + (i % 2 == 0 ? "drop_oldest" : "latest&key=/data/k"));
            assertThat(http.head()).startsWith("HTTP/1.1 200 ");
            stopped.add(http);
        }
        List<RawHttp> reading = subscribe("/topics/t/sse");
        int messages = 600;
        String pad = "x".repeat(2000);
        for (int i = 0; i < messages; i++) {
            publish("{\"data\":{\"k\":" + i % 5 + ",\"n\":" + i + ",\"pad\":\"" + pad + "\"}}");
            for (RawHttp stream : reading) {
                assertThat(text(stream.chunk())).contains("\"n\":" + i + ",");
            }
        }
        for (RawHttp http : stopped) {
            assertToldAll(http, messages);
        }
    }

    /// Each offset is told exactly once, as a message or as part of a gap, and the last one is a message.
    private static void assertToldAll(RawHttp http, int messages) throws IOException {
        StringBuilder unread = new StringBuilder();
        long next = 0;
        while (next < messages) {
            int end = unread.indexOf("\n");
            if (end < 0) {
                unread.append(text(http.chunk()));
                continue;
            }
            var event = Json.mapper().readTree(unread.substring(0, end));
            unread.delete(0, end + 1);
            switch (event.path("type").stringValue()) {
                case "message" -> {
                    assertThat(event.path("data").path("n").longValue()).isEqualTo(next);
                    next++;
                }
                case "gap" -> {
                    assertThat(event.path("from").longValue()).isEqualTo(next);
                    next = event.path("to").longValue() + 1;
                    assertThat(next).as("the newest is kept").isLessThan(messages);
                }
                default -> assertThat(event.path("type").stringValue()).isIn("metadata", "heartbeat");
            }
        }
    }

    private List<RawHttp> subscribe(String target) throws IOException {
        List<RawHttp> streams = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            RawHttp http = server.connect().get(target);
            open.add(http);
            http.head();
            assertThat(text(http.chunk())).contains("\"type\":\"metadata\"");
            streams.add(http);
        }
        return streams;
    }

    private void publish(String message) throws IOException {
        try (RawHttp http = server.connect()) {
            http.send("POST /topics/t HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                    + message.length() + "\r\n\r\n" + message);
            assertThat(http.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    private static String text(byte... bytes) {
        return new String(bytes, UTF_8);
    }
}
