package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Connections that are cut while their run goes on, and clients that come back over any transport.
class ResumeSystemTest {
    private static final int EVENTS = 30_000;
    private static final int CUTS = 100;
    private static final long TERMINAL = EVENTS + 1;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer("crawl.enabled=true", "runs.retain=3s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoComesBackSeesEveryEventOnceOrAGapThatNamesWhatIsMissing(long seed) throws Exception {
        Random random = new Random(seed);
        Client client = new Client();
        try (RawHttp first =
                server.connect().get("/bench/stream?on_disconnect=grace&grace_ms=60000&rate=15000&count=" + EVENTS)) {
            String head = first.head();
            client.runId = head.replaceAll("(?s).*X-Run-ID: (\\S+).*", "$1");
            client.readChunks(first, 1 + random.nextInt(5));
        }
        for (int cut = 0; cut < CUTS && !client.isDone(); cut++) {
            switch (random.nextInt(3)) {
                case 0 -> client.resumeByLines(random.nextInt(30));
                case 1 -> client.resumeBySocket(random.nextInt(300));
                default -> client.resumeByCommand(random.nextInt(300));
            }
        }
        while (!client.isDone()) {
            client.resumeBySocket(Integer.MAX_VALUE);
        }
        assertThat(client.next).isEqualTo(TERMINAL + 1);
        assertThat(client.isLastSummary).isTrue();
    }

    @Test
    void aRunThatIsNotHeldIsRefusedBeforeTheSocketOpens() throws Exception {
        try (RawHttp client = server.connect()) {
            assertThat(client.handshake("/runs/nobody/ws", "")).startsWith("HTTP/1.1 404 ");
        }
        try (RawHttp client = server.connect()) {
            assertThat(client.handshake("/runs/nobody/ws?since=yesterday", "")).startsWith("HTTP/1.1 400 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"resume\",\"id\":\"a\",\"run\":\"nobody\"}|no run nobody is known",
                "{\"type\":\"resume\",\"id\":\"a\"}|run is missing",
                "{\"type\":\"resume\",\"id\":\"a\",\"run\":\"r\",\"since\":\"soon\"}|/since",
                "{\"type\":\"resume\",\"id\":\"a\",\"run\":\"r\",\"delivery\":{\"policy\":\"some\"}}|/delivery/policy",
                "{\"type\":\"resume\",\"run\":\"r\"}|/id"
            })
    void aResumeThatWillNotDoIsAnError(String commandAndDetail) throws Exception {
        String[] parts = commandAndDetail.split("\\|", 2);
        try (TestServer crawling = new TestServer("crawl.enabled=true");
                RawHttp client = crawling.connect().upgrade("/crawl/ws")) {
            client.frame();
            assertThat(client.say(1, parts[0].getBytes(UTF_8)).frame())
                    .startsWith("{\"type\":\"error\"")
                    .contains(parts[1]);
        }
    }

    /// Follows one run and checks that nothing comes twice, out of order, or is missing without a gap.
    private static final class Client {
        private String runId = "";
        private String since = "";
        private long next;
        private boolean isLastSummary;

        boolean isDone() {
            return next > TERMINAL;
        }

        void resumeByLines(int chunks) throws IOException {
            try (RawHttp client = server.connect().get("/runs/" + runId + "/stream?since=" + since)) {
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                readChunks(client, chunks);
            }
        }

        void resumeBySocket(int messages) throws IOException {
            try (RawHttp client = server.connect().upgrade("/runs/" + runId + "/ws?since=" + since)) {
                readMessages(client, messages);
            }
        }

        void resumeByCommand(int messages) throws IOException {
            try (RawHttp client = server.connect().upgrade("/crawl/ws")) {
                assertThat(client.frame()).contains("\"resume\"");
                client.say(
                        1,
                        ("{\"type\":\"resume\",\"id\":\"again\",\"run\":\"" + runId + "\",\"since\":\"" + since + "\"}")
                                .getBytes(UTF_8));
                readMessages(client, messages);
            }
        }

        void readChunks(RawHttp client, int count) throws IOException {
            for (int i = 0; i < count && !isDone(); i++) {
                new String(client.chunk(), UTF_8).lines().forEach(this::take);
            }
        }

        private void readMessages(RawHttp client, int count) throws IOException {
            for (int i = 0; i < count && !isDone(); i++) {
                take(client.frame());
            }
        }

        private void take(String event) {
            JsonNode node = Json.mapper().readTree(event);
            String type = node.path("type").stringValue();
            if (type.equals("resumed")) {
                assertThat(node.path("since").stringValue()).isEqualTo(since);
                return;
            }
            since = node.path("id").stringValue();
            if (type.equals("gap")) {
                assertThat(node.path("from").longValue()).isEqualTo(next);
                next = node.path("to").longValue() + 1;
            } else {
                assertThat(since).as(event).endsWith("-" + next);
                next++;
            }
            isLastSummary = type.equals("summary");
        }
    }
}
