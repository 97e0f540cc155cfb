package io.riptide.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.event.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Whatever a client sends is answered with a problem that names every fault, and its connection goes on.
class BadCrawlInputSystemTest {
    private static final int TIMEOUT_MS = 20_000;
    private static final String URL = "\"urls\":[\"http://127.0.0.1:1/\"]";
    private static final String GOOD = "{" + URL + ",\"options\":{\"cache_mode\":\"cache_only\"}}";
    private static final CrawlingServer SERVER = new CrawlingServer();

    /// A body and the places of its faults; no places where it is no JSON.
    @SuppressWarnings("ArrayRecordComponent")
    record Bad(String name, byte[] body, List<String> pointers) {
        static Bad of(String body, String... pointers) {
            String name = body.length() <= 60 ? body : body.substring(0, 60) + "…";
            return new Bad(name, body.getBytes(UTF_8), List.of(pointers));
        }

        static Bad bytes(String name, byte[] body) {
            return new Bad(name, body, List.of());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.close();
    }

    static Stream<Bad> bodies() {
        List<Bad> all = new ArrayList<>();
        malformed().forEach(body -> all.add(Bad.of(body)));
        all.add(Bad.bytes("invalid UTF-8", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}));
        all.add(Bad.bytes("overlong UTF-8", new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'}));
        all.add(Bad.bytes(
                "half a character in UTF-8",
                new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'}));
        all.add(Bad.bytes("cut UTF-8", new byte[] {'{', '"', (byte) 0xe2, (byte) 0x82}));
        all.add(Bad.bytes("UTF-16", GOOD.getBytes(UTF_16LE)));
        all.add(Bad.bytes("byte order mark", ("\ufeff" + GOOD).getBytes(UTF_8)));
        all.add(Bad.bytes("NUL before", ("\0" + GOOD).getBytes(UTF_8)));
        all.add(Bad.bytes("NUL behind", (GOOD + "\0").getBytes(UTF_8)));
        for (String value : List.of("null", "[]", "1", "\"{}\"", "true", "[{}]")) {
            all.add(Bad.of(value, "", "/urls"));
        }
        for (String value : List.of("\"http://a/\"", "1", "{}", "true")) {
            all.add(Bad.of("{\"urls\":" + value + "}", "/urls"));
        }
        all.add(Bad.of("{}", "/urls"));
        all.add(Bad.of("{\"urls\":null}", "/urls"));
        all.add(Bad.of("{\"urls\":[]}", "/urls"));
        for (String url : badUrls()) {
            all.add(Bad.of("{\"urls\":[\"http://127.0.0.1:1/\"," + url + "]}", "/urls/1"));
        }
        all.add(Bad.of(
                "{\"urls\":["
                        + IntStream.range(0, 1_001)
                                .mapToObj(i -> "\"http://127.0.0.1:1/" + i + "\"")
                                .collect(Collectors.joining(","))
                        + "]}",
                "/urls"));
        for (String integer : List.of(
                "concurrency",
                "timeout_ms",
                "deadline_ms",
                "max_body_bytes",
                "max_redirects",
                "max_depth",
                "max_pages")) {
            for (String value : List.of("\"1\"", "1.5", "-1", "99999999999999999999", "1e400", "[]")) {
                all.add(option(integer, value));
            }
        }
        for (String word : List.of("cache_mode", "extract", "render", "user_agent")) {
            for (String value : List.of("1", "true", "{}")) {
                all.add(option(word, value));
            }
        }
        for (String choice : List.of("cache_mode", "extract", "render")) {
            all.add(option(choice, "\"\""));
            all.add(option(choice, "\"" + "x".repeat(100_000) + "\""));
            all.add(option(choice, "\"\\ud800\""));
        }
        for (String flag : List.of("respect_robots", "same_host")) {
            all.add(option(flag, "\"true\""));
            all.add(option(flag, "1"));
        }
        for (String list : List.of("formats", "include", "exclude")) {
            all.add(option(list, "\"text\""));
            all.add(Bad.of("{" + URL + ",\"options\":{\"" + list + "\":[1]}}", "/options/" + list + "/0"));
        }
        all.add(Bad.of("{" + URL + ",\"options\":{\"formats\":[\"text\",\"txt\"]}}", "/options/formats/1"));
        all.add(option("user_agent", "\"a\\r\\nX: y\""));
        all.add(Bad.of(
                "{" + URL
                        + ",\"options\":{\"headers\":{\"Host\":\"a\",\"a b\":\"c\",\"A\":\"b\\u0000\",\"B\":1,\"C\":\"d\"}}}",
                "/options/headers/Host",
                "/options/headers/a b",
                "/options/headers/A",
                "/options/headers/B"));
        all.add(option("headers", "[]"));
        all.add(Bad.of("{" + URL + ",\"options\":[]}", "/options"));
        all.add(Bad.of("{" + URL + ",\"delivery\":1}", "/delivery"));
        for (String value : List.of("\"blok\"", "1", "\"\"")) {
            all.add(Bad.of("{" + URL + ",\"delivery\":{\"policy\":" + value + "}}", "/delivery/policy"));
            all.add(Bad.of("{" + URL + ",\"delivery\":{\"on_disconnect\":" + value + "}}", "/delivery/on_disconnect"));
        }
        for (String integer : List.of("window", "heartbeat_ms", "grace_ms")) {
            all.add(Bad.of("{" + URL + ",\"delivery\":{\"" + integer + "\":-1}}", "/delivery/" + integer));
            all.add(Bad.of("{" + URL + ",\"delivery\":{\"" + integer + "\":2.0}}", "/delivery/" + integer));
        }
        all.add(Bad.of("{" + URL + ",\"option\":{}}", "/option"));
        all.add(Bad.of("{" + URL + ",\"a/b~c\":1}", "/a~1b~0c"));
        all.add(Bad.of("{" + URL + ",\"\\ud800\":1}"));
        all.add(Bad.of("{" + URL + ",\"\":1}", "/"));
        all.add(option("conurrency", "1"));
        all.add(Bad.of("{" + URL + ",\"delivery\":{\"polcy\":1}}", "/delivery/polcy"));
        all.add(Bad.of(
                "{\"urls\":[\"ftp://a/\"],\"options\":{\"concurrency\":0,\"x\":1},\"delivery\":{\"window\":1}}",
                "/urls/0",
                "/options/concurrency",
                "/options/x",
                "/delivery/window"));
        return all.stream();
    }

    private static List<String> malformed() {
        return List.of(
                " ",
                "{",
                "}",
                "[",
                "{\"urls\":[",
                "{\"urls\":[\"http://a/\"",
                "{\"urls\"}",
                "{urls:[]}",
                "{'urls':[]}",
                "{" + URL + ",}",
                "{" + URL + "}}",
                GOOD + GOOD,
                GOOD + " x",
                "{" + URL + "," + URL + "}",
                "{" + URL + ",\"options\":{\"extract\":\"full\",\"extract\":\"none\"}}",
                "{" + URL + ",\"options\":{\"concurrency\":NaN}}",
                "{" + URL + ",\"options\":{\"concurrency\":Infinity}}",
                "{" + URL + ",\"options\":{\"concurrency\":01}}",
                "{" + URL + ",\"options\":{\"concurrency\":+1}}",
                "{" + URL + ",\"options\":{\"concurrency\":0x1}}",
                "{" + URL + ",\"options\":{\"concurrency\":" + "9".repeat(5_000) + "}}",
                "{" + URL + ",\"x\":" + "[".repeat(65) + "]".repeat(65) + "}",
                "[".repeat(20_000),
                "{\"a\":".repeat(20_000),
                "{\"" + "n".repeat(60_000) + "\":1}",
                "{\"urls\":[\"a\nb\"]}",
                "{\"urls\":[\"\\x\"]}",
                "{\"urls\":[\"\\u12\"]}",
                "{/* no */}",
                "// no",
                "nul",
                "urls=http://a/");
    }

    private static List<String> badUrls() {
        return List.of(
                "\"\"",
                "\"ftp://a/\"",
                "\"file:///etc/passwd\"",
                "\"javascript:alert(1)\"",
                "\"http://\"",
                "\"http:///\"",
                "\"http://:80/\"",
                "\"http://a:99999/\"",
                "\"http://a:x/\"",
                "\"http://[::1/\"",
                "\"http://a b/\"",
                "\"http://1.2.3.4.5/\"",
                "\"//a/\"",
                "\"a\"",
                "\"http://\\u0000/\"",
                "\"http://\\ud800/\"",
                "\"http://a/" + "x".repeat(2_040) + "\"",
                "1",
                "null",
                "{}",
                "[\"http://a/\"]");
    }

    private static Bad option(String name, String value) {
        return Bad.of("{" + URL + ",\"options\":{\"" + name + "\":" + value + "}}", "/options/" + name);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBadBodyIsAProblemWithEveryFaultAndTheConnectionGoesOn(Bad bad) throws Exception {
        JsonNode problem = problemBeforeGoodOne(post("application/json", bad.body()), 400);

        if (bad.pointers().isEmpty()) {
            assertThat(problem.path("type").stringValue()).isEqualTo("urn:riptide:malformed-json");
            assertThat(problem.path("detail").stringValue())
                    .isNotEmpty()
                    .doesNotContain(
                            "Source:",
                            "StreamRead",
                            "tools.jackson",
                            "ReadFeature",
                            "Feature '",
                            "DeserializationFeature")
                    .hasSizeLessThan(500);
        } else {
            assertThat(problem.path("errors")
                            .valueStream()
                            .map(fault -> fault.path("pointer").stringValue()))
                    .containsExactlyInAnyOrderElementsOf(bad.pointers());
            assertThat(problem.path("errors").valueStream())
                    .allSatisfy(fault ->
                            assertThat(fault.path("detail").stringValue()).hasSizeLessThan(500));
        }
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aBadQueryIsAProblemWithEveryFaultAndTheConnectionGoesOn(String query, String pointer) throws Exception {
        JsonNode problem = problemBeforeGoodOne(
                ("GET /crawl/sse" + query + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(ISO_8859_1), 400);

        assertThat(problem.path("errors")
                        .valueStream()
                        .map(fault -> fault.path("pointer").stringValue()))
                .containsExactly(pointer);
    }

    static Stream<Arguments> queries() {
        String url = "?url=http://127.0.0.1:1/";
        return Stream.of(
                        List.of("", "?url"),
                        List.of("?url=", "?url/0"),
                        List.of("?url=ftp://a/", "?url/0"),
                        List.of(url + "&url=http://", "?url/1"),
                        List.of(url + "&ulr=http://a/", "?ulr"),
                        List.of(url + "&concurrency=", "?concurrency"),
                        List.of(url + "&concurrency=x", "?concurrency"),
                        List.of(url + "&concurrency=0", "?concurrency"),
                        List.of(url + "&concurrency=1&concurrency=2", "?concurrency"),
                        List.of(url + "&concurrency=99999999999999999999", "?concurrency"),
                        List.of(url + "&respect_robots=yes", "?respect_robots"),
                        List.of(url + "&extract=al", "?extract"),
                        List.of(url + "&formats=tekst", "?formats/0"),
                        List.of(url + "&policy=drop", "?policy"),
                        List.of(url + "&window=1", "?window"),
                        List.of(url + "&headers=a", "?headers"),
                        List.of(url + "&urls=a", "?urls"),
                        List.of(url + "&include=%ff", "?"))
                .map(row -> Arguments.of(row.get(0), row.get(1)));
    }

    @Test
    void aMisspeltNameIsAnsweredWithTheRightOne() throws Exception {
        for (String[] row : new String[][] {
            {"{" + URL + ",\"option\":{}}", "options"},
            {"{" + URL + ",\"options\":{\"conurrency\":1}}", "concurrency"},
            {"{" + URL + ",\"options\":{\"cache_mode\":\"byapss\"}}", "bypass"},
            {"{" + URL + ",\"options\":{\"formats\":[\"markdwon\"]}}", "markdown"},
            {"{" + URL + ",\"delivery\":{\"polcy\":\"block\"}}", "policy"}
        }) {
            JsonNode problem = problemBeforeGoodOne(post("application/json", row[0].getBytes(UTF_8)), 400);
            assertThat(problem.path("detail").stringValue()).contains("did you mean " + row[1] + "?");
        }
    }

    @Test
    void anotherContentTypeIsRefused() throws Exception {
        JsonNode problem = problemBeforeGoodOne(post("text/plain", GOOD.getBytes(UTF_8)), 415);

        assertThat(problem.path("detail").stringValue()).isEqualTo("send application/json, not text/plain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/crawl", "/crawl/stream", "/pipelines/validate", "/topics/t", "/extract?url=http://a.test/"})
    void aBodyInACodingIsRefusedWhateverItHolds(String target) throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: "
                                    + GOOD.length() + "\r\n\r\n" + GOOD)
                            .getBytes(ISO_8859_1));
            String head = until(socket.getInputStream(), "\r\n\r\n");
            assertThat(head)
                    .startsWith("HTTP/1.1 415 ")
                    .contains("Content-Type: application/problem+json\r\n", "Accept-Encoding: identity\r\n");
        }
    }

    @Test
    void aBodyThatIsSaidToBeAsItIsWillDo() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("POST /crawl/stream HTTP/1.1\r\nHost: a\r\nContent-Encoding: Identity\r\nContent-Length: "
                                    + GOOD.length() + "\r\n\r\n" + GOOD)
                            .getBytes(ISO_8859_1));
            assertThat(until(socket.getInputStream(), "\r\n0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void noBodyIsRefused() throws Exception {
        problemBeforeGoodOne(post("application/json", new byte[0]), 400);
        problemBeforeGoodOne("POST /crawl/stream HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1), 400);
    }

    @Test
    void aBodyOverTheBoundIsRefused() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("POST /crawl/stream HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n"
                            .getBytes(ISO_8859_1));
            JsonNode problem = problem(socket.getInputStream(), 413);
            assertThat(problem.path("retryable").booleanValue()).isFalse();
        }
    }

    @Test
    void headAndFirstEventComeInOnePiece() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(post("application/json", GOOD.getBytes(UTF_8)));
            byte[] first = new byte[16 * 1024];
            int length = socket.getInputStream().read(first);
            assertThat(new String(first, 0, length, UTF_8))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\r\n\r\n", "{\"type\":\"metadata\",\"id\":\"", "}\n");
        }
    }

    /// Sends `request` and a good one in one write; the problem that answers the first, once the second was
    /// answered with a stream.
    private static JsonNode problemBeforeGoodOne(byte[] request, int status) throws IOException {
        try (Socket socket = connect()) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(request);
            both.writeBytes(post("application/json", GOOD.getBytes(UTF_8)));
            socket.getOutputStream().write(both.toByteArray());
            InputStream in = socket.getInputStream();
            JsonNode problem = problem(in, status);
            assertThat(until(in, "\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(until(in, "\r\n0\r\n\r\n")).contains("\"outcome\":\"completed\"");
            return problem;
        }
    }

    private static JsonNode problem(InputStream in, int status) throws IOException {
        String head = until(in, "\r\n\r\n");
        assertThat(head)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("content-type: application/problem+json\r\n")
                .containsIgnoringCase("x-request-id: ");
        int length = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElseThrow();
        JsonNode problem = Json.mapper().readTree(in.readNBytes(length));
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("type").stringValue()).startsWith("urn:riptide:");
        return problem;
    }

    private static String until(InputStream in, String end) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] last = end.getBytes(ISO_8859_1);
        while (!endsWith(text, last)) {
            int next = in.read();
            assertThat(next).as("after %s", text).isNotNegative();
            text.write(next);
        }
        return text.toString(UTF_8);
    }

    private static boolean endsWith(ByteArrayOutputStream text, byte[] end) {
        return text.size() >= end.length && text.toString(ISO_8859_1).endsWith(new String(end, ISO_8859_1));
    }

    private static byte[] post(String contentType, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST /crawl/stream HTTP/1.1\r\nHost: a\r\nContent-Type: " + contentType
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port());
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }
}
