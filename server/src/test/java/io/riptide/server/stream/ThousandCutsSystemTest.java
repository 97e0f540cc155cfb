package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.event.Json;
import io.riptide.server.stream.CutAnswer.Place;
import io.riptide.server.stream.CutAnswer.Transport;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A client of a run and one of a topic that are cut off a thousand times each while both go on, at any byte,
/// and that come back over another transport each time.
class ThousandCutsSystemTest {
    private static final int CUTS = 1_000;
    private static final long SEED = 20_261_121;

    /// How far the publisher may be ahead of the client: more than the topic keeps.
    private static final int LEAD = 2_000;

    private static final int BATCH = 50;

    /// A run keeps all that its client could miss, a topic little.
    private final TestServer server = new TestServer(
            "crawl.enabled=true",
            "runs.retain=200ms",
            "stream.window-bytes=64MiB",
            "memory.stream-bytes=128MiB",
            "memory.client-bytes=200MiB",
            "topics.retain-bytes=16KiB",
            "topics.retain-events=100",
            "warmup.enabled=false",
            "log.access=false");

    @AfterEach
    void everythingComesBack() {
        server.close();
    }

    @Test
    void whoComesBackSeesEveryEventOnceOrAGapThatNamesWhatIsMissing() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> run = threads.submit(() -> followRun(new Random(SEED)));
            Future<?> topic = threads.submit(() -> followTopic(threads, new Random(SEED + 1)));
            run.get();
            topic.get();
        }
    }

    private Void followRun(Random random) throws IOException {
        Follower follower;
        try (RawHttp first = server.connect().get("/bench/sse?on_disconnect=continue&rate=3000&count=0")) {
            String runId = first.head().replaceAll("(?s).*X-Run-ID: (\\S+).*", "$1");
            follower = new Follower(
                    "/runs/" + runId,
                    "/bench/sse",
                    "/crawl/ws",
                    "\"type\":\"resume\",\"run\":\"" + runId + "\"",
                    _ -> {});
            JsonNode metadata = Json.mapper().readTree(new String(first.chunk(), UTF_8).replaceAll("(?s).*data: ", ""));
            assertThat(metadata.path("type").stringValue()).isEqualTo("metadata");
            follower.take(metadata);
        }
        follower.cutAndReturn(random);
        JsonNode summary = follower.readToTheEnd();
        assertThat(follower.gapCount).isZero();
        assertThat(summary.path("outcome").stringValue()).isEqualTo("cancelled");
        assertThat(summary.path("total_ticks").longValue()).isEqualTo(follower.next - 2);
        return null;
    }

    private Void followTopic(ExecutorService threads, Random random) throws Exception {
        Semaphore lead = new Semaphore(LEAD);
        Follower follower = new Follower(
                "/topics/tide",
                "/topics/tide/sse",
                "/crawl/ws",
                "\"type\":\"subscribe\",\"topic\":\"tide\"",
                lead::release);
        try (RawHttp first = server.connect().get("/topics/tide/stream")) {
            first.head();
            JsonNode metadata = Json.mapper().readTree(first.chunk());
            assertThat(metadata.path("type").stringValue()).isEqualTo("metadata");
            follower.since = metadata.path("id").stringValue();
        }
        Publisher publisher = new Publisher(lead);
        Future<Long> published = threads.submit(publisher::publish);
        follower.cutAndReturn(random);
        publisher.isOver = true;
        lead.release(BATCH);
        long count = published.get();
        follower.readToTheEnd();
        assertThat(follower.next).as("the last message and the end").isEqualTo(count + 1);
        assertThat(follower.gapCount).as("a topic that keeps little").isPositive();
        assertThat(follower.eventCount).isGreaterThan(CUTS);
        return null;
    }

    /// Publishes as long as it is not too far ahead.
    private final class Publisher {
        private final Semaphore lead;
        private volatile boolean isOver;

        Publisher(Semaphore lead) {
            this.lead = lead;
        }

        long publish() throws Exception {
            long count = 0;
            try (RawHttp client = server.connect()) {
                for (lead.acquire(BATCH); !isOver; lead.acquire(BATCH)) {
                    long first = count;
                    byte[] content = IntStream.range(0, BATCH)
                            .mapToObj(i -> message(first + i))
                            .collect(Collectors.joining("\n"))
                            .getBytes(UTF_8);
                    client.send("POST /topics/tide HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/x-ndjson\r\nContent-Length: " + content.length + "\r\n\r\n");
                    client.socket().getOutputStream().write(content);
                    String head = client.head();
                    assertThat(head).startsWith("HTTP/1.1 200 ");
                    client.bytes(Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1")));
                    count += BATCH;
                }
            }
            return count;
        }

        private static String message(long n) {
            return "{\"data\":{\"n\":" + n + ",\"text\":\"" + "h\u00f6her \u6f6e \ud83c\udf0a ".repeat(5) + "\"}}";
        }
    }

    /// Follows one log and checks that nothing comes twice, out of order, or is missing without a gap.
    private final class Follower {
        private final String address;
        private final String returnAddress;
        private final String commandAddress;
        private final String command;
        private final IntConsumer onProgress;
        private String since = "";
        private long next;
        private long eventCount;
        private long gapCount;
        private boolean isOver;

        Follower(String address, String returnAddress, String commandAddress, String command, IntConsumer onProgress) {
            this.address = address;
            this.returnAddress = returnAddress;
            this.commandAddress = commandAddress;
            this.command = command;
            this.onProgress = onProgress;
        }

        void cutAndReturn(Random random) throws IOException {
            int way = 0;
            for (int cut = 0; cut < CUTS; cut++) {
                way = (way + 1 + random.nextInt(4)) % 5;
                try (RawHttp client = server.connect()) {
                    CutAnswer answer = new CutAnswer(comeBack(client, way));
                    Place place = place(way, random);
                    assertThat(answer.readUpTo(client, place, random))
                            .as("seed %d, cut %d by way %d %s, since %s", SEED, cut, way, place, since)
                            .isTrue();
                    if (random.nextBoolean()) {
                        client.socket().setSoLinger(true, 0);
                    }
                    answer.events().forEach(event -> take(Json.mapper().readTree(event)));
                }
            }
        }

        private Place place(int way, Random random) {
            List<Place> places =
                    new ArrayList<>(List.of(Place.ANYWHERE, Place.ANYWHERE, Place.ANYWHERE, Place.IN_HEAD));
            if (way >= 3) {
                places.add(Place.IN_FRAME_HEADER);
            }
            if (address.startsWith("/topics")) {
                places.add(Place.IN_CHARACTER);
            }
            return places.get(random.nextInt(places.size()));
        }

        private Transport comeBack(RawHttp client, int way) throws IOException {
            String start = "GET " + (way == 2 ? returnAddress : way == 4 ? commandAddress : address);
            String end = " HTTP/1.1\r\nHost: localhost\r\n";
            String upgrade = String.join(
                    "\r\n",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "\r\n");
            switch (way) {
                case 0 -> client.send(start + "/stream?since=" + since + end + "\r\n");
                case 1 -> client.send(start + "/sse?since=" + since + end + "\r\n");
                case 2 -> client.send(start + end + "Last-Event-ID: " + since + "\r\n\r\n");
                case 3 -> client.send(start + "/ws?since=" + since + end + upgrade);
                default -> {
                    client.send(start + end + upgrade);
                    client.say(1, ("{" + command + ",\"id\":\"a\",\"since\":\"" + since + "\"}").getBytes(UTF_8));
                }
            }
            return way == 0 ? Transport.LINES : way < 3 ? Transport.EVENTS : Transport.FRAMES;
        }

        /// Reads what is left on one connection, while what it follows is ended.
        JsonNode readToTheEnd() throws IOException {
            try (RawHttp client = server.connect().get(address + "/stream?since=" + since);
                    RawHttp other = server.connect()) {
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                assertThat(other.request("DELETE", address, "1.1").head()).startsWith("HTTP/1.1 20");
                JsonNode last = Json.mapper().nullNode();
                for (String line : client.chunks().lines().toList()) {
                    last = Json.mapper().readTree(line);
                    take(last);
                }
                assertThat(isOver).isTrue();
                return last;
            }
        }

        private void take(JsonNode event) {
            assertThat(isOver).as("nothing behind the end").isFalse();
            String type = event.path("type").stringValue();
            if (type.equals("welcome")) {
                return;
            }
            if (type.equals("resumed")) {
                assertThat(event.path("since").stringValue()).isEqualTo(since);
                return;
            }
            since = event.path("id").stringValue();
            long before = next;
            if (type.equals("gap")) {
                gapCount++;
                assertThat(event.path("from").longValue()).as(event.toString()).isEqualTo(next);
                next = event.path("to").longValue() + 1;
                assertThat(event.path("count").longValue()).isEqualTo(next - before);
            } else {
                eventCount++;
                assertThat(since).as(event.toString()).endsWith("-" + next);
                checkContent(event, type);
                next++;
            }
            isOver = type.equals("summary");
            onProgress.accept((int) (next - before));
        }

        private void checkContent(JsonNode event, String type) {
            switch (type) {
                case "tick" -> assertThat(event.path("seq").longValue()).isEqualTo(next - 1);
                case "message" -> {
                    assertThat(event.path("data").path("n").longValue()).isEqualTo(next);
                    assertThat(event.path("data").path("text").stringValue()).endsWith("\u6f6e \ud83c\udf0a ");
                }
                default -> assertThat(type).isIn("metadata", "summary");
            }
        }
    }
}
