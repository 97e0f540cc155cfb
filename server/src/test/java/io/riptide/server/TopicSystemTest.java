package io.riptide.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Publishing to topics and subscribing to them over HTTP. Every test ends with an empty server.
class TopicSystemTest {
    private final TestServer server = new TestServer(
            "warmup.enabled=false", "log.access=false", "topics.publish-timeout=1s", "topics.subscribers-max=3");

    @AfterEach
    void everythingComesBack() throws IOException {
        for (JsonNode topic : list()) {
            assertThat(status("DELETE", "/topics/" + topic.path("topic").stringValue()))
                    .isEqualTo(200);
        }
        server.close();
    }

    @Test
    void aPublishAnswersWhereItIsStored() throws IOException {
        JsonNode first = publish("t", "{\"data\":{\"a\":1}}");
        assertThat(first.path("first_offset").longValue()).isZero();
        assertThat(first.path("count").intValue()).isOne();
        assertThat(first.path("epoch").stringValue()).matches("[0-9a-z]{8}");
        JsonNode second =
                publishLines("t", "{\"data\":1}\n\n{\"data\":null,\"key\":\"k\"}\r\n{\"data\":[],\"priority\":9}");
        assertThat(second.path("first_offset").longValue()).isEqualTo(1);
        assertThat(second.path("count").intValue()).isEqualTo(3);
        assertThat(second.path("epoch")).isEqualTo(first.path("epoch"));
        try (LineStream stream = open("/topics/t/stream?since=earliest")) {
            assertThat(text(stream.next(), "type")).isEqualTo("metadata");
            String epoch = first.path("epoch").stringValue();
            assertThat(stream.line())
                    .isEqualTo("{\"type\":\"message\",\"id\":\"" + epoch + "-0\",\"topic\":\"t\",\"data\":{\"a\":1}}");
            assertThat(stream.line()).endsWith("-1\",\"topic\":\"t\",\"data\":1}");
            assertThat(stream.line()).endsWith("-2\",\"topic\":\"t\",\"key\":\"k\",\"data\":null}");
            assertThat(stream.line()).endsWith("-3\",\"topic\":\"t\",\"priority\":9,\"data\":[]}");
        }
    }

    @Test
    void dataIsToldAsItWasSent() throws IOException {
        String data = "{\"n\":[1.10,1E+400,12345678901234567890123],\"s\":\"\\u0000é\\n\",\"o\":{}}";
        publish("t", "{ \"data\" :\n" + data + "}");
        try (LineStream stream = open("/topics/t/stream?since=earliest")) {
            stream.next();
            assertThat(stream.line()).endsWith("\"data\":" + data + "}");
        }
    }

    @Test
    void aSubscriptionBeginsWithMetadataOfItsOwnBeforeAnythingIsPublished() throws IOException {
        try (LineStream stream = open("/topics/new/stream?policy=drop_newest&window=100&heartbeat_ms=9000")) {
            assertThat(stream.head).contains("X-Run-ID: ", "application/x-ndjson", "Server-Timing: ");
            JsonNode metadata = stream.next();
            assertThat(text(metadata, "type")).isEqualTo("metadata");
            assertThat(text(metadata, "stream_type")).isEqualTo("topic");
            assertThat(text(metadata, "topic")).isEqualTo("new");
            assertThat(stream.head).contains("X-Run-ID: " + text(metadata, "run_id"));
            assertThat(metadata.path("delivery").toString())
                    .contains("\"policy\":\"drop_newest\"", "\"window\":100", "\"heartbeat_ms\":9000");
            publish("new", "{\"data\":1}");
            assertThat(text(stream.next(), "id")).endsWith("-0");
        }
    }

    @Test
    void aSubscriptionWithoutSinceTellsOnlyWhatComes() throws IOException {
        publish("t", "{\"data\":\"old\"}");
        try (LineStream stream = open("/topics/t/stream")) {
            assertThat(text(stream.next(), "id")).endsWith("-0");
            publish("t", "{\"data\":\"new\"}");
            assertThat(text(stream.next(), "data")).isEqualTo("new");
        }
    }

    @Test
    void theSameEventsTravelByEveryTransport() throws IOException {
        publishLines("t", lines(0, 3));
        try (LineStream ndjson = open("/topics/t/stream?since=earliest");
                RawHttp sse = server.connect().get("/topics/t/sse?since=earliest");
                RawHttp socket = server.connect().upgrade("/topics/t/ws?since=earliest")) {
            assertThat(sse.head()).contains("text/event-stream");
            String events = new String(sse.chunk(), UTF_8);
            ndjson.next();
            assertThat(socket.frame()).startsWith("{\"type\":\"metadata\",\"id\":\"");
            assertThat(events)
                    .startsWith("retry: 3000\nid: ")
                    .contains("\nevent: metadata\ndata: {\"type\":\"metadata\"");
            for (int i = 0; i < 3; i++) {
                String line = ndjson.line();
                assertThat(socket.frame()).isEqualTo(line);
                String id = text(Json.mapper().readTree(line), "id");
                assertThat(events).contains("id: " + id + "\nevent: message\ndata: " + line + "\n\n");
            }
        }
    }

    /// This server does not crawl.
    @Test
    void aSocketForEverythingNeedsNoCrawl() throws IOException {
        try (RawHttp socket = server.connect().upgrade("/ws")) {
            assertThat(socket.frame()).contains("\"type\":\"welcome\"").doesNotContain("\"crawl\"");
            say(socket, "{\"type\":\"subscribe\",\"id\":\"s\",\"topic\":\"t\"}");
            assertThat(socket.frame()).startsWith("{\"stream\":\"s\",\"type\":\"metadata\"");
            say(socket, "{\"type\":\"publish\",\"id\":\"p\",\"topic\":\"t\",\"data\":7}");
            assertThat(List.of(socket.frame(), socket.frame()))
                    .anyMatch(frame -> frame.contains("\"type\":\"ack\""))
                    .anyMatch(frame -> frame.endsWith("\"data\":7}"));
            say(socket, "{\"type\":\"crawl\",\"id\":\"c\",\"urls\":[\"http://127.0.0.1/\"]}");
            assertThat(socket.frame()).contains("unknown command 'crawl'");
        }
    }

    private static void say(RawHttp socket, String command) throws IOException {
        socket.say(1, command.getBytes(UTF_8));
    }

    @Test
    void oneThatIsCutOffResumesExactlyOnce() throws IOException {
        List<Long> seen = new ArrayList<>();
        String last;
        try (LineStream stream = open("/topics/t/stream")) {
            last = text(stream.next(), "id");
            publishLines("t", lines(0, 100));
            for (int i = 0; i < 40; i++) {
                JsonNode event = stream.next();
                seen.add(event.path("data").longValue());
                last = text(event, "id");
            }
            stream.http.socket().setSoLinger(true, 0);
        }
        publishLines("t", lines(100, 50));
        try (LineStream stream = open("/topics/t/stream?since=" + last)) {
            JsonNode resumed = stream.next();
            assertThat(text(resumed, "type")).isEqualTo("resumed");
            assertThat(text(resumed, "since")).isEqualTo(last);
            while (seen.size() < 150) {
                seen.add(stream.next().path("data").longValue());
            }
            publish("t", "{\"data\":150}");
            seen.add(stream.next().path("data").longValue());
        }
        assertThat(seen).isEqualTo(LongStream.rangeClosed(0, 150).boxed().toList());
    }

    /// The first event of a log has nothing before it whose id could be told.
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void oneThatIsCutOffBehindItsMetadataMissesNothing(int before) throws IOException {
        if (before > 0) {
            publishLines("t", lines(-before, before));
        }
        String id;
        try (LineStream stream = open("/topics/t/stream")) {
            id = text(stream.next(), "id");
        }
        publish("t", "{\"data\":0}");
        try (RawHttp sse = server.connect()) {
            sse.send("GET /topics/t/sse HTTP/1.1\r\nHost: x\r\nLast-Event-ID: " + id + "\r\n\r\n");
            sse.head();
            assertThat(new String(sse.chunk(), UTF_8))
                    .contains("id: " + id + "\nevent: resumed\n", "\"data\":0}")
                    .doesNotContain("\"data\":-");
        }
    }

    @Test
    void aCursorOfAnotherLogBeginsAtWhatIsHeld() throws IOException {
        publishLines("t", lines(0, 2));
        try (LineStream stream = open("/topics/t/stream?since=zzzzzzzz-7")) {
            assertThat(stream.next().path("since").isNull()).isTrue();
            assertThat(stream.next().path("data").longValue()).isZero();
            assertThat(stream.next().path("data").longValue()).isOne();
        }
    }

    @Test
    void whatIsNoLongerHeldIsToldAsAGap() throws IOException {
        try (TestServer narrow =
                new TestServer("warmup.enabled=false", "topics.retain-events=10", "topics.retain=1s")) {
            JsonNode stored = publish(narrow, "t", "application/x-ndjson", lines(0, 5_000));
            String since = text(stored, "epoch") + "-5";
            try (LineStream stream = new LineStream(narrow.connect().get("/topics/t/stream?since=" + since))) {
                assertThat(text(stream.next(), "type")).isEqualTo("resumed");
                JsonNode gap = stream.next();
                assertThat(text(gap, "type")).isEqualTo("gap");
                assertThat(gap.path("from").longValue()).isEqualTo(6);
                JsonNode next = stream.next();
                assertThat(next.path("data").longValue())
                        .isEqualTo(gap.path("to").longValue() + 1);
            }
        }
    }

    @Test
    void aSlowSubscriberNeitherWaitsForNorDelaysAnother() throws Exception {
        String data = "x".repeat(1_000);
        String batch = IntStream.range(0, 500)
                .mapToObj(i -> "{\"data\":\"" + data + "\"}")
                .collect(Collectors.joining("\n"));
        try (RawHttp slow = server.connect(8 * 1024).get("/topics/t/stream?window=64");
                LineStream fast = open("/topics/t/stream?policy=block");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            fast.next();
            Future<List<String>> read = threads.submit(() -> ids(fast, 10_000));
            for (int i = 0; i < 20; i++) {
                publishLines("t", batch);
            }
            List<String> ids = read.get(20, TimeUnit.SECONDS);
            for (int i = 0; i < 10_000; i++) {
                assertThat(ids.get(i)).endsWith("-" + i);
            }
            LineStream late = new LineStream(slow);
            assertThat(text(late.next(), "type")).isEqualTo("metadata");
            assertThat(coverage(late, 10_000)).isLessThan(10_000);
        }
    }

    @Test
    void aLongPublishIsToldToEveryReader() throws Exception {
        try (LineStream first = open("/topics/t/stream");
                LineStream second = open("/topics/t/stream?policy=block");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            first.next();
            second.next();
            Future<Long> told = threads.submit(() -> coverage(first, 5_000));
            Future<List<String>> others = threads.submit(() -> ids(second, 5_000));
            publishLines("t", lines(0, 5_000));
            for (int i = 0; i < 5_000; i++) {
                assertThat(others.get(20, TimeUnit.SECONDS).get(i)).endsWith("-" + i);
            }
            // How much of it a reader that may be lapped gets is a matter of time; that it is told all is not.
            assertThat(told.get(20, TimeUnit.SECONDS)).isPositive();
        }
    }

    @Test
    void aSubscriberThatBlocksHoldsUpPublishersForTheTimeout() throws IOException {
        String data = "x".repeat(4_000);
        String batch = IntStream.range(0, 2_000)
                .mapToObj(i -> "{\"data\":\"" + data + "\"}")
                .collect(Collectors.joining("\n"));
        try (RawHttp blocking = server.connect(8 * 1024).get("/topics/t/stream?policy=block&window=64");
                RawHttp publisher = server.connect()) {
            await().until(() -> list().path(0).path("subscribers").intValue() == 1);
            String head = post(publisher, "t", "application/x-ndjson", batch);
            assertThat(head).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
            JsonNode problem = body(publisher, head);
            assertThat(problem.path("retryable").booleanValue()).isTrue();
            long stored = list().path(0).path("next_offset").longValue();
            assertThat(text(problem, "detail")).startsWith(stored + " of 2000 messages were stored");
            assertThat(text(problem.path("errors").path(0), "pointer")).isEqualTo("/" + stored);
            LineStream stream = new LineStream(blocking);
            stream.next();
            for (long i = 0; i < stored; i++) {
                assertThat(text(stream.next(), "id")).endsWith("-" + i);
            }
        }
    }

    @Test
    void aDeletedTopicEndsItsStreamsWithOneSummary() throws IOException {
        publish("t", "{\"data\":1}");
        try (RawHttp ndjson = server.connect().get("/topics/t/stream?since=earliest");
                RawHttp socket = server.connect().upgrade("/topics/t/ws")) {
            ndjson.head();
            assertThat(socket.frame()).contains("metadata");
            assertThat(status("DELETE", "/topics/t")).isEqualTo(200);
            String all = ndjson.chunks();
            assertThat(all.lines()).hasSize(3);
            assertThat(all.lines().toList().getLast())
                    .contains("\"type\":\"summary\"", "\"outcome\":\"cancelled\"")
                    .contains("\"events_emitted\":1", "\"events_delivered\":1", "\"events_dropped\":0");
            assertThat(socket.frame()).contains("\"outcome\":\"cancelled\"", "\"events_emitted\":0");
            assertThat(socket.frame()).isEqualTo("close 1000");
        }
        assertThat(status("DELETE", "/topics/t")).isEqualTo(404);
    }

    @Test
    void aServerThatStopsEndsItsTopics() throws Exception {
        try (TestServer stopping = new TestServer("warmup.enabled=false")) {
            publish(stopping, "t", "application/json", "{\"data\":1}");
            try (RawHttp ndjson = stopping.connect().get("/topics/t/stream");
                    RawHttp socket = stopping.connect().upgrade("/topics/t/ws")) {
                ndjson.head();
                assertThat(socket.frame()).contains("metadata");
                stopping.server().stop();
                assertThat(ndjson.chunks())
                        .containsSubsequence("\"type\":\"reconnect\"", "-0\",\"after_ms\":", "\"outcome\":\"shutdown\"")
                        .containsOnlyOnce("\"outcome\":\"shutdown\"");
                assertThat(socket.frame()).contains("\"type\":\"reconnect\"", "\"since\":\"");
                assertThat(socket.frame()).contains("\"outcome\":\"shutdown\"");
                assertThat(socket.frame()).isEqualTo("close 1001");
            }
            stopping.server().awaitStop();
        }
    }

    @Test
    void theListingTellsFigures() throws IOException {
        assertThat(list()).isEmpty();
        publishLines("b", lines(0, 3));
        try (LineStream stream = open("/topics/a/stream")) {
            stream.next();
            JsonNode listed = list();
            assertThat(listed.valueStream().map(topic -> text(topic, "topic"))).containsExactly("a", "b");
            assertThat(listed.path(0).path("subscribers").intValue()).isOne();
            assertThat(listed.path(0).path("oldest_age_ms").isNull()).isTrue();
            assertThat(listed.path(1).path("events").intValue()).isEqualTo(3);
            assertThat(listed.path(1).path("earliest_offset").intValue()).isZero();
            assertThat(listed.path(1).path("next_offset").intValue()).isEqualTo(3);
            assertThat(listed.path(1).path("bytes").intValue()).isPositive();
            assertThat(listed.path(1).path("memory_bytes").intValue()).isEqualTo(4_096);
            assertThat(listed.path(1).path("oldest_age_ms").longValue()).isNotNegative();
        }
    }

    @Test
    void subscribersAndTopicsBeyondTheirBoundsAreRefused() throws IOException {
        try (LineStream a = open("/topics/t/stream");
                LineStream b = open("/topics/t/stream");
                LineStream c = open("/topics/t/stream");
                RawHttp refused = server.connect().get("/topics/t/stream");
                RawHttp socket = server.connect().upgrade("/topics/t/ws")) {
            assertThat(refused.head()).startsWith("HTTP/1.1 503 ").contains("Retry-After");
            assertThat(socket.frame()).isEqualTo("close 1008");
            assertThat(List.of(a, b, c)).allMatch(stream -> stream.head.startsWith("HTTP/1.1 200 "));
        }
        try (TestServer narrow = new TestServer("warmup.enabled=false", "topics.max=1", "topics.retain=0s")) {
            publish(narrow, "a", "application/json", "{\"data\":1}");
            try (RawHttp refused = narrow.connect().get("/topics/b/stream")) {
                assertThat(refused.head()).startsWith("HTTP/1.1 503 ");
            }
        }
    }

    /// Nothing is stored unless everything will do, and every fault is told with its place.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            []                                          |             | must be an object
            {                                           |             | not JSON
            {}                                          | /data       | data is missing
            {"dta":1}                                   | /dta        | did you mean data
            {"data":1,"key":7}                          | /key        | must be a string
            {"data":1,"priority":10}                    | /priority   | 0 to 9
            {"data":1,"priority":-1}                    | /priority   | 0 to 9
            {"data":1,"priority":"high"}                | /priority   | whole number
            {"data":1,"priority":1.5}                   | /priority   | whole number
            {"data":1,"data":2}                         |             | not JSON
            """)
    void aBadMessageIsRefusedWithItsPlace(String message, String pointer, String detail) throws IOException {
        String body = "{\"data\":0}\n" + message + "\n{\"data\":2}\n{\"priority\":11,\"data\":3}";
        try (RawHttp client = server.connect()) {
            String head = post(client, "t", "application/x-ndjson", body);
            assertThat(head).startsWith("HTTP/1.1 400 ");
            JsonNode problem = body(client, head);
            String place = "/1" + (pointer == null ? "" : pointer);
            assertThat(problem.path("errors").valueStream().map(fault -> text(fault, "pointer")))
                    .contains(place)
                    .contains("/3/priority");
            assertThat(problem.toString()).contains(detail);
        }
        try (RawHttp client = server.connect()) {
            assertThat(post(client, "t", "application/json", message)).startsWith("HTTP/1.1 400 ");
        }
        assertThat(list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            GET    | /topics/t/stream?since=12               | 400
            GET    | /topics/t/stream?policy=dorp_oldest     | 400
            GET    | /topics/t/stream?window=1               | 400
            GET    | /topics/t/stream?sinse=latest           | 400
            GET    | /topics/a%20b/stream                    | 400
            GET    | /topics/a%2Fb/sse                       | 400
            GET    | /topics/t/ws                            | 426
            GET    | /topics/t                               | 405
            GET    | /topics?x=1                             | 400
            DELETE | /topics/t                               | 404
            DELETE | /topics/%C3%A9                          | 400
            POST   | /topics/t                               | 400
            POST   | /topics/t?x=1                           | 400
            HEAD   | /topics/t/stream                        | 200
            """)
    void everyBadRequestHasItsStatus(String method, String target, int status) throws IOException {
        assertThat(status(method, target)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topics/t/stream", "/topics/t/sse?since=earliest"})
    void whoAsksForAHeadMakesNoTopic(String target) throws IOException {
        assertThat(status("HEAD", target)).isEqualTo(200);
        assertThat(list()).isEmpty();
    }

    @Test
    void aSocketThatOnlySendsSaysSo() throws IOException {
        try (RawHttp socket = server.connect().upgrade("/topics/t/ws")) {
            assertThat(socket.frame()).contains("metadata");
            for (int i = 0; i < 10; i++) {
                assertThat(socket.say(1, "{\"type\":\"ping\"}".getBytes(UTF_8)).frame())
                        .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid-request\"")
                        .contains("this socket only sends; /ws takes commands");
            }
            publish("t", "{\"data\":1}");
            assertThat(socket.frame()).contains("\"data\":1");
            assertThat(socket.say(1, "{}".getBytes(UTF_8)).frame()).contains("\"type\":\"error\"");
            assertThat(socket.frame()).isEqualTo("close 1008");
        }
        try (RawHttp socket = server.connect().upgrade("/topics/t/ws")) {
            assertThat(socket.frame()).contains("metadata");
            assertThat(socket.say(2, new byte[] {1}).frame()).isEqualTo("close 1003");
        }
    }

    @Test
    void aNameMayBeLongButNotLonger() throws IOException {
        publish("a".repeat(128), "{\"data\":1}");
        assertThat(status("DELETE", "/topics/" + "a".repeat(129))).isEqualTo(400);
    }

    @Test
    void aBodyOfAnotherTypeOrWithoutMessagesIsRefused() throws IOException {
        try (RawHttp client = server.connect()) {
            assertThat(post(client, "t", "text/plain", "{\"data\":1}")).startsWith("HTTP/1.1 415 ");
        }
        try (RawHttp client = server.connect()) {
            assertThat(post(client, "t", "application/x-ndjson", "\n \n")).startsWith("HTTP/1.1 400 ");
        }
        try (TestServer narrow = new TestServer("warmup.enabled=false", "topics.batch-max=2");
                RawHttp client = narrow.connect()) {
            assertThat(post(client, "t", "application/x-ndjson", lines(0, 3))).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void aMessageLongerThanAnEventIsRefused() throws IOException {
        String data = "{\"data\":\"" + "x".repeat(1 << 20) + "\"}";
        try (RawHttp client = server.connect()) {
            String head = post(client, "t", "application/x-ndjson", "{\"data\":1}\n" + data);
            assertThat(head).startsWith("HTTP/1.1 400 ");
            assertThat(body(client, head).toString()).contains("\"/1", "at most 1048576");
        }
        assertThat(list()).isEmpty();
    }

    @Test
    void aTopicThatNobodyUsesGoesWithItsHistory() throws IOException {
        try (TestServer brief = new TestServer("warmup.enabled=false", "topics.retain=100ms")) {
            publish(brief, "t", "application/x-ndjson", lines(0, 100));
            assertThat(brief.server().topics().size()).isOne();
            await().until(() -> brief.server().topics().size() == 0);
        }
    }

    private JsonNode publish(String topic, String message) throws IOException {
        return publish(server, topic, "application/json", message);
    }

    private JsonNode publishLines(String topic, String lines) throws IOException {
        return publish(server, topic, "application/x-ndjson", lines);
    }

    private static JsonNode publish(TestServer to, String topic, String type, String content) throws IOException {
        try (RawHttp client = to.connect()) {
            String head = post(client, topic, type, content);
            JsonNode answer = body(client, head);
            assertThat(head).as(answer.toString()).startsWith("HTTP/1.1 200 ");
            return answer;
        }
    }

    private static String post(RawHttp client, String topic, String type, String content) throws IOException {
        byte[] bytes = content.getBytes(UTF_8);
        client.send("POST /topics/" + topic + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: "
                + bytes.length + "\r\n\r\n");
        client.socket().getOutputStream().write(bytes);
        return client.head();
    }

    private static JsonNode body(RawHttp client, String head) throws IOException {
        String length = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length: "))
                .findFirst()
                .orElseThrow();
        return Json.mapper().readTree(client.bytes(Integer.parseInt(length.substring(16))));
    }

    private JsonNode list() throws IOException {
        try (RawHttp client = server.connect().get("/topics")) {
            return body(client, client.head()).path("topics");
        }
    }

    private int status(String method, String target) throws IOException {
        try (RawHttp client = server.connect().request(method, target, "1.1")) {
            return Integer.parseInt(client.head().substring(9, 12));
        }
    }

    private LineStream open(String target) throws IOException {
        return new LineStream(server.connect().get(target));
    }

    /// Reads on until every offset below `count` was told, once, as a message or inside a gap, and returns how
    /// many were messages.
    private static long coverage(LineStream stream, int count) throws IOException {
        long expected = 0;
        long messages = 0;
        while (expected < count) {
            JsonNode event = stream.next();
            if (text(event, "type").equals("gap")) {
                assertThat(event.path("from").longValue()).isEqualTo(expected);
                expected = event.path("to").longValue() + 1;
            } else {
                assertThat(text(event, "id")).endsWith("-" + expected);
                expected++;
                messages++;
            }
        }
        return messages;
    }

    private static List<String> ids(LineStream stream, int count) throws IOException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            ids.add(text(stream.next(), "id"));
        }
        return ids;
    }

    private static String lines(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "{\"data\":" + i + "}")
                .collect(Collectors.joining("\n"));
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).stringValue("");
    }

    /// An NDJSON stream read line by line.
    private static final class LineStream implements AutoCloseable {
        private final RawHttp http;
        private final String head;
        private final StringBuilder unread = new StringBuilder();

        LineStream(RawHttp http) throws IOException {
            this.http = http;
            this.head = http.head();
        }

        String line() throws IOException {
            int end = unread.indexOf("\n");
            while (end < 0) {
                unread.append(new String(http.chunk(), UTF_8));
                end = unread.indexOf("\n");
            }
            String line = unread.substring(0, end);
            unread.delete(0, end + 1);
            return line;
        }

        JsonNode next() throws IOException {
            return Json.mapper().readTree(line());
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }
}
