package io.riptide.bench.scenario;

import io.riptide.bench.run.LoadPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All scenarios there are.
public final class Scenarios {
    private static final List<Scenario> ALL = all();

    private Scenarios() {}

    /// In the order in which they are listed.
    public static List<Scenario> list() {
        return ALL;
    }

    /// The scenario of this name.
    public static Optional<Scenario> find(String name) {
        return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(new Scenario(
                "ttfb", "first byte, first event and whole answer of one-event streams", true, StreamScenarios::ttfb));
        all.add(new Scenario(
                "throughput", "events a second, unpaced, and how evenly they come", true, StreamScenarios::throughput));
        all.add(new Scenario(
                "paced", "how old events are when they come, 64 streams of 1,000/s", true, StreamScenarios::paced));
        all.add(new Scenario("idle", "memory of 1,000 streams in which nothing happens", false, TopicScenarios::idle));
        all.add(new Scenario(
                "slow-readers", "16 readers alone, then beside 64 that stopped", true, StreamScenarios::slowReaders));
        all.add(new Scenario(
                "fan-out", "one publisher, 200 SSE and 200 WebSocket subscribers", false, TopicScenarios::fanOut));
        all.add(new Scenario(
                "crawl", "crawls of ten pages of a site that this process serves", false, CrawlScenario::prepare));
        all.add(new Scenario(
                "soak", "two-second streams over all transports for --duration (10m)", true, StreamScenarios::soak));
        for (ClassicTest test : ClassicTest.suite(1)) {
            all.add(new Scenario(
                    test.name(),
                    "classic: " + describe(test),
                    false,
                    options -> Prepared.of(classic(options, test.name()))));
        }
        all.add(new Scenario(
                "classic",
                "low, medium, high, burst and extreme, 6 minutes or --scale",
                false,
                options -> Prepared.of(classic(options, ""))));
        all.add(new Scenario("custom", "tests of your own: --file tests.yaml (or JSON)", false, Scenarios::custom));
        return List.copyOf(all);
    }

    private static String describe(ClassicTest test) {
        return Math.round(test.seconds()) + " s, " + CustomFile.describe(test.pattern()) + " of " + test.size()
                + " B to " + test.connections() + (test.connections() == 1 ? " connection" : " connections");
    }

    /// Those of the suite with this name, or all.
    private static List<LoadPlan> classic(LoadOptions options, String name) {
        return ClassicTest.suite(options.scale()).stream()
                .filter(test -> name.isEmpty() || test.name().equals(name))
                .map(test -> test.plan(options))
                .toList();
    }

    private static Prepared custom(LoadOptions options) throws CustomFileException {
        if (options.file().isEmpty()) {
            throw new CustomFileException(List.of("custom needs --file, a YAML or JSON file with tests"));
        }
        return Prepared.of(CustomFile.read(options.file().get()).stream()
                .map(test -> test.plan(options))
                .toList());
    }
}
