package io.riptide.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.riptide.bench.baseline.Opponent;
import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The probes against every server that the comparison measures.
class OpponentsTest {
    private static final Map<Opponent, Opponent.Running> RUNNING = new EnumMap<>(Opponent.class);

    @BeforeAll
    static void startAll() {
        for (Opponent opponent : Opponent.values()) {
            RUNNING.put(opponent, opponent.start(0));
        }
    }

    @AfterAll
    static void stopAll() {
        RUNNING.values().forEach(Opponent.Running::close);
    }

    @ParameterizedTest
    @EnumSource
    void everyStreamBringsExactlyItsTicksOfExactlyTheirSize(Opponent opponent) throws IOException {
        for (Transport transport : Transport.values()) {
            assertThat(round(opponent, transport, 1, 10_000, 128).fairness()).isEqualTo(1);
            assertThat(round(opponent, transport, 8, 1_000, 1024).fairness()).isEqualTo(1);
        }
    }

    private static ThroughputRound.Outcome round(
            Opponent opponent, Transport transport, int connections, int count, int size) throws IOException {
        return new ThroughputRound(new ThroughputRound.Plan(
                        target(opponent, ""), transport, connections, count, size, 0, 0, 0, 0, OptionalLong.empty()))
                .run();
    }

    @ParameterizedTest
    @EnumSource
    void pacedStreamsHaveLatencies(Opponent opponent) {
        Report report = ThroughputProbe.run(
                "--connections",
                "3",
                "--rate",
                "200",
                "--rounds",
                "1",
                "--warmup",
                "0.05",
                "--seconds",
                "0.2",
                opponent + "=" + url(opponent));

        assertThat(report.failures().reasons()).isEmpty();
        assertThat(report.cells()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void firstBytesAreMeasuredInEveryMode(Opponent opponent, @TempDir Path folder) throws IOException {
        Path body = Files.writeString(folder.resolve("crawl.json"), "{\"urls\":[\"http://127.0.0.1/\"]}");
        String target = opponent + "=" + url(opponent);
        String[] options = {"--connections", "1,3", "--rounds", "1", "--warmup", "0", "--requests", "30"};

        Report got = TtfbProbe.run(with(options, target + "/bench/stream?count=1"));
        Report posted = TtfbProbe.run(with(options, "--post", body.toString(), target + "/crawl/stream"));

        assertThat(got.failures().reasons()).isEmpty();
        assertThat(got.cells()).hasSize(4);
        assertThat(posted.failures().reasons()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void heldStreamsStayOpenBehindTheirLastEvent(Opponent opponent) throws IOException {
        for (String suffix : List.of("/sse", "/ws")) {
            String target = opponent + "=" + url(opponent) + "/bench" + suffix + "?count=1&hold=1";
            IdleProbe.of("--connections", "5", target).hold(new ByteArrayInputStream(new byte[] {'\n'}));
        }
    }

    /// Nobody can look into all of these servers; but one that goes on is busy, and one that has stopped is
    /// not.
    @ParameterizedTest
    @EnumSource
    void aClientThatVanishesStopsItsStream(Opponent opponent) throws IOException {
        List<Connection> connections = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        for (Transport transport : Transport.values()) {
            for (String rate : List.of("0", "20000")) {
                String path = "/bench" + transport.suffix() + "?count=2000000000&rate=" + rate;
                Target target = target(opponent, path);
                Connection connection = Connection.connect(target);
                connections.add(connection);
                connection.write(transport.request(target));
                await().until(() -> connection.read(buffer) > 0);
            }
        }
        for (Connection connection : connections) {
            connection.close();
        }
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long[] last = {0};
        await().pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    long before = last[0];
                    last[0] = system.getProcessCpuTime();
                    return last[0] - before < Duration.ofMillis(20).toNanos();
                });
    }

    private static String[] with(String[] options, String... more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static Target target(Opponent opponent, String path) {
        return Target.parse(opponent + "=" + url(opponent) + path);
    }

    private static String url(Opponent opponent) {
        return "http://127.0.0.1:"
                + Objects.requireNonNull(RUNNING.get(opponent)).port();
    }
}
