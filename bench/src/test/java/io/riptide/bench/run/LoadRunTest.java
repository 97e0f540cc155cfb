package io.riptide.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every kind of load against our own server.
class LoadRunTest {
    private static final RiptideServer SERVER = start();
    private static final Target TARGET =
            new Target("riptide", "127.0.0.1", SERVER.address().getPort(), "/");

    private static RiptideServer start() {
        return RiptideServer.start(RiptideConfig.of(
                "server.port=0",
                "server.loops=2",
                "bench.enabled=true",
                "crawl.enabled=false",
                "warmup.enabled=false"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        SERVER.stop();
        SERVER.awaitStop();
    }

    @ParameterizedTest
    @EnumSource
    void aClosedLoopAsksAgainAndAgain(Transport transport) throws Exception {
        LoadReport report =
                run(LoadPlan.of("closed", List.of(ticks(transport, "count=3")), new Arrival.Closed(false), 3)
                        .withThreads(2, false));

        assertThat(report.errors()).isEmpty();
        assertThat(report.answers()).isGreaterThan(3);
        assertThat(series(report, Metric.FIRST_BYTE)).isEqualTo(report.answers());
        assertThat(series(report, Metric.FIRST_EVENT)).isEqualTo(report.answers());
        assertThat(series(report, Metric.ANSWER)).isEqualTo(report.answers());
        assertThat(report.isWhole()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void anOpenLoopAsksAsOftenAsItsPatternSays(Transport transport) throws Exception {
        Ask ask = ticks(transport, "count=1");
        LoadReport report = run(LoadPlan.of("open", List.of(ask), new Arrival.Open(new Pattern.Steady(100), true), 20)
                .withThreads(2, false)
                .withTime(Duration.ZERO, Duration.ofMillis(400)));

        assertThat(report.errors()).isEmpty();
        assertThat(report.answers()).isEqualTo(40);
    }

    @Test
    void pacedEventsAreTimedFromTheirSchedule() throws Exception {
        List<Ask> asks = Stream.of(Transport.values())
                .map(transport -> ticks(transport, "count=1000000&rate=200"))
                .toList();
        LoadReport report = run(LoadPlan.of("paced", asks, new Arrival.Standing(), 6));

        assertThat(report.errors()).isEmpty();
        assertThat(report.series()).extracting(Series::label).contains("sse event", "websocket event age");
        assertThat(report.events()).isPositive();
        for (int ask = 0; ask < asks.size(); ask++) {
            String label = asks.get(ask).label();
            assertThat(find(report, label, Metric.EVENT).histogram().getMean())
                    .as("what was made late has waited before its time stamp, too")
                    .isGreaterThanOrEqualTo(
                            find(report, label, Metric.EVENT_AGE).histogram().getMean() * 0.999);
        }
    }

    @Test
    void readersThatStopDoNotCountAndTheOthersGoOn() throws Exception {
        LoadReport report =
                run(LoadPlan.of("beside", List.of(ticks(Transport.SSE, "count=2000000000")), new Arrival.Standing(), 2)
                        .withStopped(3)
                        .withServer(OptionalLong.of(ProcessHandle.current().pid())));

        assertThat(report.errors()).isEmpty();
        assertThat(report.events()).isPositive();
        assertThat(report.fairness()).isBetween(0.0, 1.0);
        assertThat(report.server().orElseThrow().rssMaxBytes()).isPositive();
        assertThat(report.timeline()).isNotEmpty();
        assertThat(report.timeline().getFirst().serverRssBytes()).isPresent();
    }

    @Test
    void everyMessageComesToEverySubscriber() throws Exception {
        List<Ask> asks = Stream.of(Transport.values())
                .map(transport ->
                        Ask.get(transport.name(), TARGET.withPath("/topics/t" + transport.suffix()), transport))
                .toList();
        LoadReport report = run(LoadPlan.of("topic", asks, new Arrival.Standing(), 6)
                .withPublishing(new Publishing(TARGET, "t", new Pattern.Steady(200), 150))
                .withTime(Duration.ZERO, Duration.ofMillis(500)));

        assertThat(report.errors()).isEmpty();
        assertThat(report.published()).isEqualTo(100);
        assertThat(report.dropped()).isZero();
        assertThat(report.series().stream()
                        .filter(each -> each.metric() == Metric.EVENT_AGE)
                        .mapToLong(each -> each.histogram().getTotalCount())
                        .sum())
                .isEqualTo(600);
    }

    @Test
    void aServerThatStopsIsCountedByKind() throws Exception {
        RiptideServer doomed = start();
        Target target = new Target("doomed", "127.0.0.1", doomed.address().getPort(), "/");
        Ask ask = Ask.get("ndjson", target.withPath("/bench/stream?count=1"), Transport.NDJSON);
        CountDownLatch begun = new CountDownLatch(1);
        Thread stopper = Thread.ofVirtual().start(() -> {
            try {
                begun.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            doomed.stop();
        });
        List<LoadSecond> seconds = new ArrayList<>();
        LoadPlan plan = LoadPlan.of("doomed", List.of(ask), new Arrival.Closed(true), 4)
                .withTime(Duration.ofMillis(200), Duration.ofMillis(1_500));

        LoadReport report = new LoadRun(plan, new LoadListener() {
                    @Override
                    public void second(LoadPlan of, LoadSecond second) {
                        seconds.add(second);
                        begun.countDown();
                    }
                })
                .run();
        stopper.join();
        doomed.awaitStop();

        assertThat(report.errorCount()).isPositive();
        assertThat(report.errors())
                .allSatisfy(error -> assertThat(error.kind()).matches("connect|cut|error event|status 503|content"))
                .allSatisfy(error -> assertThat(error.examples()).isNotEmpty());
        assertThat(report.isWhole()).isTrue();
        assertThat(seconds).isNotEmpty();
    }

    @Test
    void aServerThatIsNotThereIsAnError() throws Exception {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        Target nobody = new Target("nobody", "127.0.0.1", closedPort, "/bench/stream?count=1");
        Ask ask = Ask.get("ndjson", nobody, Transport.NDJSON);

        LoadReport report = run(LoadPlan.of("nobody", List.of(ask), new Arrival.Standing(), 2));

        assertThat(report.events()).isZero();
        assertThat(report.errors()).singleElement().satisfies(error -> {
            assertThat(error.kind()).isEqualTo("connect");
            assertThat(error.examples().getFirst()).contains("cannot connect to 127.0.0.1:" + closedPort);
        });
    }

    @Test
    void aRefusalIsCountedByItsStatus() throws Exception {
        LoadReport report = run(LoadPlan.of(
                "refused", List.of(ticks(Transport.NDJSON, "count=1&size=5")), new Arrival.Closed(false), 1));

        assertThat(report.errors()).extracting(LoadError::kind).containsExactly("status 400");
        assertThat(report.answers()).isZero();
    }

    @Test
    void whatWasMeasuredBeforeAStopIsReported() throws Exception {
        LoadPlan plan = LoadPlan.of(
                        "stopped", List.of(ticks(Transport.NDJSON, "count=1")), new Arrival.Closed(false), 2)
                .withTime(Duration.ZERO, Duration.ofHours(1));
        List<LoadRun> self = new ArrayList<>();
        LoadRun run = new LoadRun(plan, new LoadListener() {
            @Override
            public void second(LoadPlan of, LoadSecond second) {
                if (second.answers() > 0) {
                    self.getFirst().stop();
                }
            }
        });
        self.add(run);

        LoadReport report = run.run();

        assertThat(report.isWhole()).isFalse();
        assertThat(report.answers()).isPositive();
        assertThat(report.seconds()).isLessThan(3_600);
        assertThat(report.errors()).isEmpty();
    }

    @Test
    void theServersProcessIsFoundByItsPort() {
        assertThat(ServerProcess.find("127.0.0.1", TARGET.port()))
                .hasValue(ProcessHandle.current().pid());
        assertThat(ServerProcess.find("192.0.2.1", TARGET.port())).isEmpty();
        assertThat(ServerProcess.isHere("127.0.0.1")).isTrue();
    }

    @Test
    void plansThatCannotBeAreRefusedWithTheirName() {
        List<Ask> asks = List.of(ticks(Transport.NDJSON, "count=1"));
        assertThatThrownBy(() -> LoadPlan.of("none", asks, new Arrival.Standing(), 0))
                .hasMessageStartingWith("connections=0");
        assertThatThrownBy(() -> LoadPlan.of("none", List.of(), new Arrival.Standing(), 1))
                .hasMessageStartingWith("asks=0");
    }

    private static Ask ticks(Transport transport, String query) {
        String label = transport.name().toLowerCase(Locale.ROOT);
        return Ask.get(label, TARGET.withPath("/bench" + transport.suffix() + "?" + query), transport);
    }

    /// For a moment, unless the plan has a time of its own.
    private static LoadReport run(LoadPlan plan) throws InterruptedException {
        boolean isTimed = plan.duration().toMillis() < 1_000;
        LoadPlan timed = isTimed ? plan : plan.withTime(Duration.ofMillis(50), Duration.ofMillis(400));
        return new LoadRun(timed, LoadListener.NONE).run();
    }

    private static long series(LoadReport report, Metric metric) {
        return report.series(metric).orElseThrow().histogram().getTotalCount();
    }

    private static Series find(LoadReport report, String ask, Metric metric) {
        return report.series().stream()
                .filter(each -> each.ask().equals(ask) && each.metric() == metric)
                .findFirst()
                .orElseThrow();
    }
}
