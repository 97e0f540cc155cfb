package io.riptide.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamMishapsSystemTest {
    private static final Pattern SEQ = Pattern.compile("\"seq\":(\\d+),");
    private static final Pattern GAP = Pattern.compile("\"from\":(\\d+),\"to\":(\\d+),\"count\":(\\d+),");

    @Test
    void aReaderThatStopsStallsItsOwnRunAndNobodyElses() throws Exception {
        try (TestServer server = new TestServer()) {
            try (RawHttp stopped = server.connect(8 * 1024).get("/bench/stream?count=100000")) {
                long atRest = awaitRest(server);
                assertThat(server.server().memory().reserved()).isLessThan(4L << 20);
                try (RawHttp other = server.connect().get("/bench/stream?count=20000")) {
                    other.head();
                    assertThat(other.chunks().lines()).hasSize(20_002);
                }
                await().until(() -> server.server().runs().size() == 1);
                assertThat(published(server)).isEqualTo(atRest + 20_002);
                stopped.head();
                List<String> lines = stopped.chunks().lines().toList();
                assertThat(lines).hasSize(100_002);
                for (int i = 1; i <= 100_000; i++) {
                    assertThat(lines.get(i)).contains("\"seq\":" + (i - 1) + ",");
                }
            }
        }
    }

    /// What a reader that stops can no longer be kept from, by cancel or policy: its own buffer, the kernel's
    /// and the channel's. The reader's is small here, for how large it may grow is its system's affair.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bench/stream?count=1000000",
                "/bench/sse?count=1000000",
                "/bench/stream?count=1000000&size=4096",
                "/bench/stream?count=100000&rate=20000"
            })
    void littleIsOutOfReachBehindAReaderThatStops(String target) throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "only the native transports bound what the kernel takes unsent");
        try (TestServer server = new TestServer();
                RawHttp stopped = server.connect(16 * 1024).get(target)) {
            awaitRest(server);
            assertThat(server.server().metrics().counters().bytesDelivered.sum())
                    .isBetween(8L << 10, 128L << 10);
            assertThat(stopped.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoVanishesLeavesNothingBehind(boolean byReset) throws Exception {
        try (TestServer server = new TestServer()) {
            List<RawHttp> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(server.connect().get("/bench/stream?count=0"));
                clients.add(server.connect().get("/bench/sse?count=0&size=65536"));
                clients.add(server.connect().upgrade("/bench/ws?count=0"));
            }
            clients.add(server.connect().send("GET /bench/stream HT"));
            clients.add(server.connect().send("POST /bench/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab"));
            for (RawHttp client : clients) {
                if (byReset) {
                    client.socket().setSoLinger(true, 0);
                }
                client.close();
            }
            server.awaitIdle();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop_oldest", "drop_newest"})
    void eachEventIsDeliveredOnceOrInsideOneGap(String policy) throws Exception {
        try (TestServer server = new TestServer();
                RawHttp client =
                        server.connect(8 * 1024).get("/bench/stream?count=200000&window=64&policy=" + policy)) {
            await().until(() -> published(server) >= 200_001);
            client.head();
            List<String> lines = client.chunks().lines().toList();
            long next = 1;
            long dropped = 0;
            for (String line : lines.subList(1, lines.size() - 1)) {
                Matcher gap = GAP.matcher(line);
                Matcher seq = SEQ.matcher(line);
                if (gap.find()) {
                    assertThat(Long.parseLong(gap.group(1))).isEqualTo(next);
                    next = Long.parseLong(gap.group(2)) + 1;
                    dropped += Long.parseLong(gap.group(3));
                } else {
                    assertThat(seq.find()).as(line).isTrue();
                    assertThat(Long.parseLong(seq.group(1)) + 1).isEqualTo(next);
                    next++;
                }
            }
            assertThat(next).isEqualTo(200_001);
            assertThat(dropped).isPositive();
            assertThat(lines.getLast())
                    .contains("\"events_emitted\":200001", "\"events_delivered\":" + (200_001 - dropped))
                    .contains("\"events_dropped\":" + dropped);
        }
    }

    @Test
    void oneWhoMayBeDisconnectedIsToldWhy() throws Exception {
        try (TestServer server = new TestServer();
                RawHttp client =
                        server.connect(8 * 1024).get("/bench/stream?count=200000&window=64&policy=disconnect")) {
            client.head();
            List<String> lines = client.chunks().lines().toList();
            assertThat(lines.getLast()).contains("\"type\":\"error\"", "\"type\":\"slow_consumer\"");
        }
    }

    @Test
    void aSocketWhoseReaderStallsIsToldWhyAsSoonAsItReads() throws Exception {
        try (TestServer server = new TestServer("stream.stall-timeout=1s", "websocket.close-timeout=1m");
                RawHttp client = server.connect(8 * 1024).upgrade("/bench/ws?count=0")) {
            awaitStalled(server);
            String last = client.frame();
            while (!last.startsWith("close ")) {
                last = client.frame();
            }
            assertThat(last).isEqualTo("close 4008");
        }
    }

    /// The server is idle while the client that reads nothing is still there.
    @ParameterizedTest
    @ValueSource(strings = {"/bench/ws?count=0", "/bench/stream?count=0", "/bench/sse?count=0"})
    void aReaderThatStallsForGoodIsCutOff(String target) throws Exception {
        try (TestServer server = new TestServer("stream.stall-timeout=1s", "websocket.close-timeout=100ms");
                RawHttp client = server.connect(8 * 1024)) {
            if (target.contains("/ws")) {
                client.upgrade(target);
            } else {
                client.get(target);
            }
            awaitStalled(server);
            server.awaitIdle();
            assertThat(client.restBytes())
                    .as("what was on its way, and then the end")
                    .isNotEmpty();
        }
    }

    private static void awaitStalled(TestServer server) {
        await().until(() -> server.server().metrics().ended(StreamEnd.STALLED).sum() == 1);
    }

    @Test
    void aServerThatStopsEndsEveryStreamWithItsLastEvent() throws Exception {
        TestServer server = new TestServer("server.drain-timeout=20s");
        List<RawHttp> streams = new ArrayList<>();
        List<RawHttp> sockets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            streams.add(server.connect().get("/bench/stream?count=0&rate=20"));
            streams.add(server.connect().get("/bench/sse?count=0&rate=20"));
            sockets.add(server.connect().upgrade("/bench/ws?count=0&rate=20"));
        }
        RawHttp idle = server.connect().upgrade("/bench/echo");
        await().until(() -> server.server().runs().size() == 150);
        server.server().stop();
        for (RawHttp client : streams) {
            client.head();
            assertThat(client.chunks().split("\"outcome\":\"shutdown\"", -1)).hasSize(2);
            client.close();
        }
        for (RawHttp client : sockets) {
            String last = client.frame();
            String before = "";
            while (!last.startsWith("close ")) {
                before = last;
                last = client.frame();
            }
            assertThat(last).isEqualTo("close 1001");
            assertThat(before).contains("\"outcome\":\"shutdown\"");
            client.close();
        }
        assertThat(idle.frame()).isEqualTo("close 1001");
        idle.close();
        server.server().awaitStop();
        server.awaitIdle();
    }

    private static long published(TestServer server) {
        return server.server().metrics().counters().eventsAppended.sum();
    }

    /// Waits until no event is appended any more, and returns how many were.
    private static long awaitRest(TestServer server) {
        await().until(() -> published(server) > 1);
        long[] last = {-1};
        await().during(java.time.Duration.ofMillis(300)).until(() -> {
            long now = published(server);
            boolean rests = now == last[0];
            last[0] = now;
            return rests;
        });
        return last[0];
    }
}
