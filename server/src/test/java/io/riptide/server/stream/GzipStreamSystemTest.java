package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riptide.server.testing.Gunzip;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GzipStreamSystemTest {
    private static final String GZIP = "Accept-Encoding: gzip\r\n";
    private static final Pattern TICK = Pattern.compile("\"seq\":(\\d+),\"ts\":(\\d+),");
    private static final Path CURL = Path.of("/usr/bin/curl");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer("runs.retain=200ms");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bench/stream", "/bench/sse"})
    void eachEventCanBeReadTheMomentItArrives(String path) throws Exception {
        List<Long> readNs = new ArrayList<>();
        try (RawHttp client = get(path + "?count=20&rate=20", GZIP);
                Gunzip gunzip = new Gunzip()) {
            assertThat(client.head()).contains("Content-Encoding: gzip", "Vary: Accept-Encoding");
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                gunzip.feed(chunk);
                assertThat(gunzip.text()).as("whole events").endsWith(path.endsWith("sse") ? "\n\n" : "}\n");
                note(ticks(gunzip.text()).size(), readNs);
            }
            assertThat(gunzip.isWhole()).isTrue();
            assertThat(gunzip.text()).contains("\"type\":\"metadata\"", "\"type\":\"summary\"");
            checkReadBeforeTheNextWasMade(ticks(gunzip.text()), readNs);
        }
    }

    @Test
    void curlShowsEachEventTheMomentItArrives() throws Exception {
        assumeTrue(Files.isExecutable(CURL), "no curl here");
        String url = "http://127.0.0.1:" + server.server().address().getPort() + "/bench/stream?count=20&rate=20";
        Process curl = new ProcessBuilder(CURL.toString(), "-sSN", "--noproxy", "*", "--compressed", url)
                .redirectErrorStream(true)
                .start();
        List<Long> readNs = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try (BufferedReader lines = curl.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                text.append(line).append('\n');
                note(ticks(text.toString()).size(), readNs);
            }
        }
        assertThat(curl.waitFor()).as(text.toString()).isZero();
        checkReadBeforeTheNextWasMade(ticks(text.toString()), readNs);
    }

    @ParameterizedTest
    @CsvSource({"/bench/stream,1,96", "/bench/stream,20000,128", "/bench/sse,20000,128", "/bench/stream,4,1048576"})
    void streamsAreWholeAndShorter(String path, int count, int size) throws Exception {
        try (RawHttp client = get(path + "?count=" + count + "&size=" + size, GZIP);
                Gunzip gunzip = new Gunzip()) {
            client.head();
            int bytes = 0;
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                gunzip.feed(chunk);
                bytes += chunk.length;
            }
            assertThat(gunzip.isWhole()).isTrue();
            assertThat(ticks(gunzip.text())).hasSize(count);
            assertThat(bytes).isLessThan(gunzip.content().length);
        }
    }

    @Test
    void anOldClientGetsItToo() throws Exception {
        try (RawHttp client = server.connect()
                        .send("GET /bench/stream?count=100 HTTP/1.0\r\nAccept-Encoding: x-gzip\r\n\r\n");
                Gunzip gunzip = new Gunzip()) {
            assertThat(client.head()).contains("Content-Encoding: gzip").doesNotContain("Transfer-Encoding");
            gunzip.feed(client.restBytes());
            assertThat(gunzip.isWhole()).isTrue();
            assertThat(ticks(gunzip.text())).hasSize(100);
        }
    }

    @Test
    void aConnectionServesStreamsOfBothKindsOneAfterTheOther() throws Exception {
        try (RawHttp client = server.connect()) {
            for (int i = 0; i < 10; i++) {
                send(client, "/bench/stream?count=50", i % 2 == 0 ? GZIP : "");
                String head = client.head();
                if (i % 2 == 0) {
                    checkGzip(head, client, 50);
                } else {
                    assertThat(head).doesNotContain("Content-Encoding");
                    assertThat(ticks(client.chunks())).hasSize(50);
                }
            }
        }
    }

    @Test
    void whoLooksAtARunAgainGetsItToo() throws Exception {
        try (RawHttp first = get("/bench/stream?count=30&rate=200&on_disconnect=continue", GZIP)) {
            String head = first.head();
            Matcher run = Pattern.compile("X-Run-ID: (\\S+)").matcher(head);
            assertThat(run.find()).isTrue();
            try (RawHttp second = get("/runs/" + run.group(1) + "/sse", GZIP)) {
                checkGzip(second.head(), second, 30);
            }
            checkGzip(head, first, 30);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Accept-Encoding: gzip;q=0\r\n",
                "Accept-Encoding: identity, gzip;q=0.5\r\n",
                "Accept-Encoding: br\r\n",
                "Accept-Encoding: gzip;q=much\r\n",
                "Accept-Encoding: gzip\r\nAccept-Encoding: gzip;q=0\r\n"
            })
    void whoDoesNotWantItDoesNotGetIt(String fieldLines) throws Exception {
        try (RawHttp client = get("/bench/stream?count=3", fieldLines)) {
            assertThat(client.head()).contains("Vary: Accept-Encoding").doesNotContain("Content-Encoding");
            assertThat(ticks(client.chunks())).hasSize(3);
        }
    }

    @Test
    void theHeadAloneSaysTheSame() throws Exception {
        try (RawHttp client =
                server.connect().send("HEAD /bench/sse HTTP/1.1\r\nHost: localhost\r\n" + GZIP + "\r\n")) {
            assertThat(client.head()).contains("Content-Encoding: gzip", "Vary: Accept-Encoding");
        }
    }

    @Test
    void messagesOfAWebSocketStayAsTheyAre() throws Exception {
        try (RawHttp client = server.connect()) {
            assertThat(client.handshake("/bench/ws?count=1", GZIP)).doesNotContain("Content-Encoding", "Vary");
            assertThat(client.frame()).startsWith("{\"type\":\"metadata\"");
        }
    }

    @Test
    void itCanBeTurnedOffAndUp() throws Exception {
        try (TestServer plain = new TestServer("stream.gzip=false");
                RawHttp client = send(plain.connect(), "/bench/stream?count=3", GZIP)) {
            assertThat(client.head()).contains("Vary: Accept-Encoding").doesNotContain("Content-Encoding");
            assertThat(ticks(client.chunks())).hasSize(3);
        }
        try (TestServer smallest = new TestServer("stream.gzip-level=9");
                RawHttp client = send(smallest.connect(), "/bench/stream?count=300", GZIP)) {
            checkGzip(client.head(), client, 300);
        }
    }

    private static RawHttp get(String target, String fieldLines) throws IOException {
        return send(server.connect(), target, fieldLines);
    }

    private static RawHttp send(RawHttp client, String target, String fieldLines) throws IOException {
        return client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fieldLines + "\r\n");
    }

    private static void checkGzip(String head, RawHttp client, int count) throws IOException {
        assertThat(head).contains("Content-Encoding: gzip");
        try (Gunzip gunzip = new Gunzip()) {
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                gunzip.feed(chunk);
            }
            assertThat(gunzip.isWhole()).isTrue();
            assertThat(ticks(gunzip.text())).hasSize(count);
        }
    }

    /// When each event that is known by now was first known.
    private static void note(int known, List<Long> readNs) {
        while (readNs.size() < known) {
            readNs.add(System.nanoTime());
        }
    }

    /// When each event was made, by the clock that `System.nanoTime` reads.
    private static List<Long> ticks(String text) {
        return TICK.matcher(text)
                .results()
                .map(tick -> Long.parseLong(tick.group(2)))
                .toList();
    }

    /// One that was held back until the next came would be read after that was made. A machine may pause now
    /// and then; a coder that holds back does it always.
    private static void checkReadBeforeTheNextWasMade(List<Long> madeNs, List<Long> readNs) {
        assertThat(readNs).hasSameSizeAs(madeNs).hasSize(20);
        int early = 0;
        for (int i = 0; i + 1 < madeNs.size(); i++) {
            early += readNs.get(i) < madeNs.get(i + 1) ? 1 : 0;
        }
        assertThat(early).as("of 19").isGreaterThanOrEqualTo(10);
    }
}
