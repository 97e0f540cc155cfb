package io.riptide.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.riptide.bench.run.LoadError;
import io.riptide.bench.run.LoadListener;
import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.run.LoadReport;
import io.riptide.bench.run.Metric;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every scenario with tiny numbers, against our own server.
class ScenariosTest {
    private static final RiptideServer SERVER = RiptideServer.start(RiptideConfig.of(
            "server.port=0",
            "server.loops=2",
            "bench.enabled=true",
            "crawl.allow-private=true",
            "warmup.enabled=false"));
    private static final Target TARGET =
            new Target("server", "127.0.0.1", SERVER.address().getPort(), "/");

    @AfterAll
    static void stop() throws InterruptedException {
        SERVER.stop();
        SERVER.awaitStop();
    }

    @ParameterizedTest
    @CsvSource({
        "ttfb, 5, FIRST_BYTE",
        "throughput, 3, FIRST_BYTE",
        "paced, 3, EVENT",
        "slow-readers, 2, FIRST_BYTE",
        "fan-out, 1, EVENT_AGE",
        "low, 1, EVENT_AGE",
        "burst, 1, EVENT_AGE",
        "extreme, 1, EVENT_AGE"
    })
    void scenariosMeasureWhatTheySay(String name, int loads, Metric metric) throws Exception {
        Scenario scenario = Scenarios.find(name).orElseThrow();
        LoadOptions options = tiny();
        ScenarioRun.check(scenario, options);

        List<LoadReport> reports = new ScenarioRun(scenario, options, LoadListener.NONE).run();

        assertThat(reports).hasSize(loads).allSatisfy(report -> {
            assertThat(report.errors()).isEmpty();
            boolean isBeforeTheTime =
                    report.plan().arrival().toString().startsWith("Standing") && metric == Metric.FIRST_BYTE;
            if (isBeforeTheTime) {
                assertThat(report.events()).isPositive();
            } else {
                assertThat(report.series(metric)).isPresent();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"soak, 1", "crawl, 2"})
    void theLongOnesRunWithoutErrorsToo(String name, int loads) throws Exception {
        List<LoadReport> reports = new ScenarioRun(Scenarios.find(name).orElseThrow(), tiny(), LoadListener.NONE).run();

        assertThat(reports)
                .hasSize(loads)
                .allSatisfy(report -> assertThat(report.errors())
                        .extracting(LoadError::examples)
                        .isEmpty());
    }

    @Test
    void idleStreamsHaveAPriceInMemory() throws Exception {
        List<LoadReport> reports =
                new ScenarioRun(Scenarios.find("idle").orElseThrow(), tiny(), LoadListener.NONE).run();

        assertThat(reports).allSatisfy(report -> {
            assertThat(report.events()).isZero();
            assertThat(report.rssPerStreamBytes()).isPresent();
        });
    }

    @Test
    void topicsOfALoadAreGoneBehindIt() throws Exception {
        int before = SERVER.topics().size();
        new ScenarioRun(Scenarios.find("low").orElseThrow(), tiny(), LoadListener.NONE).run();

        await().untilAsserted(() -> assertThat(SERVER.topics().size()).isLessThanOrEqualTo(before));
    }

    @Test
    void anOpenLoopIsForTheAsking() throws Exception {
        LoadOptions options = new LoadOptions(
                TARGET,
                List.of(Transport.NDJSON),
                List.of(3),
                OptionalDouble.of(100),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.of(Duration.ZERO),
                Optional.of(Duration.ofMillis(200)),
                1,
                OptionalInt.empty(),
                Optional.empty(),
                OptionalLong.empty());

        List<LoadReport> reports =
                new ScenarioRun(Scenarios.find("ttfb").orElseThrow(), options, LoadListener.NONE).run();

        assertThat(reports)
                .hasSize(2)
                .allSatisfy(report -> assertThat(report.answers()).isEqualTo(20));
    }

    @Test
    void theClassicSuiteIsWhatItAlwaysWas() throws Exception {
        assertThat(plans("classic", 1).stream().map(ScenariosTest::describe))
                .containsExactly(
                        "low PT30S Steady[rate=10.0] 100 1",
                        "medium PT1M Steady[rate=100.0] 500 5",
                        "high PT2M Sine[mean=1000.0, swing=0.5, periodSeconds=30.0] 1000 10",
                        "burst PT1M30S Bursts[rate=50.0, size=100, everySeconds=5.0] 200 3",
                        "extreme PT1M Steady[rate=2000.0] 2000 20");
        assertThat(plans("classic", 0.1).stream().map(plan -> plan.duration().toMillis()))
                .containsExactly(3_000L, 6_000L, 12_000L, 9_000L, 6_000L);
    }

    @Test
    void aServerWithoutBenchIsToldHowToStart() throws Exception {
        RiptideServer plain = RiptideServer.start(RiptideConfig.of("server.port=0", "warmup.enabled=false"));
        try {
            LoadOptions options = LoadOptions.of(
                    new Target("plain", "127.0.0.1", plain.address().getPort(), "/"));

            assertThatThrownBy(() -> ScenarioRun.check(Scenarios.find("ttfb").orElseThrow(), options))
                    .isInstanceOf(ServerUnfitException.class)
                    .hasMessageContaining("404: its streams for tests are off; start one by: riptide serve --set"
                            + " bench.enabled=true");
            ScenarioRun.check(Scenarios.find("idle").orElseThrow(), options);
        } finally {
            plain.stop();
            plain.awaitStop();
        }
    }

    private static String describe(LoadPlan plan) {
        var publishing = plan.publishing().orElseThrow();
        return plan.label()
                + ' '
                + plan.duration()
                + ' '
                + publishing.pattern()
                + ' '
                + publishing.size()
                + ' '
                + plan.connections();
    }

    private static List<LoadPlan> plans(String name, double scale) throws Exception {
        LoadOptions plain = LoadOptions.of(TARGET);
        LoadOptions scaled = new LoadOptions(
                plain.server(),
                plain.transports(),
                plain.connections(),
                plain.rate(),
                plain.size(),
                plain.stopped(),
                plain.warmup(),
                plain.duration(),
                scale,
                plain.threads(),
                plain.file(),
                plain.serverPid());
        try (Prepared prepared =
                Scenarios.find(name).orElseThrow().preparation().prepare(scaled)) {
            return prepared.plans();
        }
    }

    private static LoadOptions tiny() {
        return new LoadOptions(
                TARGET,
                List.of(),
                List.of(2),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalInt.of(3),
                Optional.of(Duration.ofMillis(100)),
                Optional.of(Duration.ofMillis(300)),
                1,
                OptionalInt.empty(),
                Optional.empty(),
                OptionalLong.of(ProcessHandle.current().pid()));
    }
}
