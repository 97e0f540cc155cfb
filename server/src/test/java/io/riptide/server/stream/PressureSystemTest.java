package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What a reader keeps that may lose events, as a client sees it.
class PressureSystemTest {
    private static final String TOPIC = "pressed";

    private final TestServer server = new TestServer("warmup.enabled=false", "log.access=false", "crawl.enabled=true");

    @AfterEach
    void everythingComesBack() {
        server.server().topics().delete(TOPIC);
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'window':1500                       | 1500 | 1500
            'window':1500,'pressure':'adaptive' | 1500 | 1500
            'window':100                        | 1500 | 100
            'window':100,'pressure':'adaptive'  | 1500 | 100
            'pressure':'default'                | 1500 | 1500
            'pressure':'default'                | 3000 | 1638
            'pressure':'adaptive'               | 1500 | 1500
            'pressure':'adaptive'               | 2000 | 1800
            """)
    void whatWasPromisedIsKeptAndMoreWhereNobodyAsked(String delivery, int published, int kept) throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, "{'type':'subscribe','id':'s','topic':'" + TOPIC + "','delivery':{" + delivery + "}}");
            next(client);
            say(client, "{'type':'pause','id':'s'}");
            next(client);
            publish(published);
            say(client, "{'type':'unpause','id':'s'}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            if (kept < published) {
                JsonNode gap = next(client);
                assertThat(text(gap, "type")).isEqualTo("gap");
                assertThat(gap.path("count").intValue()).isEqualTo(published - kept);
            }
            for (int i = published - kept; i < published; i++) {
                assertThat(next(client).path("data").intValue()).isEqualTo(i);
            }
        }
    }

    @Test
    void metadataNamesTheStrategyAndAnUnknownOneIsRefused() throws Exception {
        try (RawHttp client = server.connect().get("/bench/stream?count=1&pressure=adaptive")) {
            client.head();
            assertThat(client.chunks()).contains("\"pressure\":\"adaptive\"");
        }
        try (RawHttp client = server.connect().get("/bench/stream?count=1&pressure=adaptve")) {
            assertThat(client.head()).startsWith("HTTP/1.1 400 ");
        }
        try (RawHttp client = welcomed()) {
            say(client, "{'type':'subscribe','id':'s','topic':'t','delivery':{'pressure':'adaptve'}}");
            JsonNode fault = next(client).path("error").path("errors").get(0);
            assertThat(text(fault, "pointer")).isEqualTo("/delivery/pressure");
            assertThat(text(fault, "detail")).contains("default, adaptive").contains("did you mean adaptive");
        }
    }

    @Test
    void theConfiguredStrategyIsThatOfThoseWhoSayNothing() throws Exception {
        try (TestServer adaptive = new TestServer("warmup.enabled=false", "stream.pressure=adaptive");
                RawHttp client = adaptive.connect().get("/bench/stream?count=1")) {
            client.head();
            assertThat(client.chunks()).contains("\"pressure\":\"adaptive\"");
            client.get("/bench/stream?count=1&pressure=default");
            client.head();
            assertThat(client.chunks()).contains("\"pressure\":\"default\"");
        }
    }

    /// The client's subscription is paused, so all of it waits.
    private void publish(int count) throws IOException {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < count; i++) {
            body.append("{\"data\":").append(i).append("}\n");
            if (i % 500 == 499 || i == count - 1) {
                post(body.toString());
                body.setLength(0);
            }
        }
        await().until(() -> server.server().topics().list().stream()
                .anyMatch(topic -> topic.name().equals(TOPIC)));
    }

    private void post(String lines) throws IOException {
        try (RawHttp publisher = server.connect()) {
            publisher.send("POST /topics/" + TOPIC + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
                    + "Content-Length: " + lines.length() + "\r\n\r\n" + lines);
            assertThat(publisher.head()).startsWith("HTTP/1.1 20");
        }
    }

    private RawHttp welcomed() throws IOException {
        RawHttp client = server.connect().upgrade("/crawl/ws");
        assertThat(text(next(client), "type")).isEqualTo("welcome");
        return client;
    }

    private static void say(RawHttp client, String command) throws IOException {
        client.say(0x1, command.replace('\'', '"').getBytes(UTF_8));
    }

    private static JsonNode next(RawHttp client) throws IOException {
        return Json.mapper().readTree(client.frame());
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).stringValue("");
    }
}
