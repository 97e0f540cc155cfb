package io.riptide.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Two hundred readers that stop, of every policy, beside sixteen that read.
class StoppedReadersSystemTest {
    private static final int STOPPED = 200;
    private static final int FAST = 16;
    private static final int EVENTS = 5_000;
    private static final List<String> POLICIES =
            List.of("block", "drop_oldest", "drop_newest", "latest&key=/type", "sample&sample_ms=3600000");

    @Test
    void theOthersGetEverythingAndTheStoppedOnesWhatTheirPolicyPromises() throws Exception {
        try (TestServer server = new TestServer("memory.client-bytes=256MiB")) {
            List<RawHttp> stopped = new ArrayList<>();
            for (int i = 0; i < STOPPED; i++) {
                stopped.add(server.connect(8 * 1024)
                        .get("/bench/stream?window=64&count=" + EVENTS + "&policy=" + policy(i)));
            }
            await().until(() -> server.server().metrics().counters().runsStarted.sum() == STOPPED);
            readFast(server);
            assertThat(server.server().memory().reserved())
                    .as("what was counted is what is leased")
                    .isEqualTo(server.server().pool().leasedBytes())
                    .isLessThan(server.server().memory().limit() / 10 * 8);
            for (int i = 0; i < STOPPED; i++) {
                try (RawHttp client = stopped.get(i)) {
                    client.head();
                    check(policy(i), client.chunks().lines().toList());
                }
            }
        }
    }

    private static String policy(int i) {
        return POLICIES.get(i % POLICIES.size());
    }

    private static void readFast(TestServer server) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> fast = new ArrayList<>();
            for (int i = 0; i < FAST; i++) {
                fast.add(threads.submit(() -> {
                    try (RawHttp client = server.connect().get("/bench/stream?count=" + EVENTS)) {
                        client.head();
                        return client.chunks().lines().count();
                    }
                }));
            }
            for (Future<Long> lines : fast) {
                assertThat(lines.get()).isEqualTo(EVENTS + 2);
            }
        }
    }

    private static void check(String policy, List<String> lines) {
        long next = 0;
        long dropped = 0;
        for (String line : lines) {
            if (line.startsWith("{\"type\":\"gap\"")) {
                JsonNode gap = Json.mapper().readTree(line);
                assertThat(gap.path("from").longValue()).isEqualTo(next);
                next = gap.path("to").longValue() + 1;
                dropped += gap.path("count").longValue();
            } else {
                assertThat(line).contains("-" + next + "\",");
                next++;
            }
        }
        JsonNode summary = Json.mapper().readTree(lines.getLast());
        assertThat(next).isEqualTo(EVENTS + 2);
        assertThat(summary.path("events_dropped").longValue()).isEqualTo(dropped);
        if (policy.equals("block")) {
            assertThat(dropped).isZero();
        } else {
            assertThat(dropped).as(policy).isPositive();
        }
        if (policy.startsWith("latest") || policy.startsWith("sample") || policy.equals("drop_oldest")) {
            assertThat(lines.get(lines.size() - 2)).contains("\"seq\":" + (EVENTS - 1) + ",");
        }
    }
}
