package io.riptide.bench.scenario;

import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.run.Pattern;
import io.riptide.bench.wire.Transport;
import java.time.Duration;
import java.util.List;

/// One test of the classic suite: messages of a size are published to one topic in a pattern, and each of some
/// connections gets every one of them.
///
/// @param transports that connections are dealt out to
record ClassicTest(
        String name, double seconds, Pattern pattern, int size, int connections, List<Transport> transports) {
    private static final double WARMUP_SECONDS = 2;
    private static final List<Transport> ALL = List.of(Transport.values());

    /// The suite as it always was.
    static List<ClassicTest> suite(double scale) {
        return List.of(
                new ClassicTest("low", 30 * scale, new Pattern.Steady(10), 100, 1, ALL),
                new ClassicTest("medium", 60 * scale, new Pattern.Steady(100), 500, 5, ALL),
                new ClassicTest("high", 120 * scale, new Pattern.Sine(1_000, 0.5, 30 * scale), 1_000, 10, ALL),
                new ClassicTest("burst", 90 * scale, new Pattern.Bursts(50, 100, 5), 200, 3, ALL),
                new ClassicTest("extreme", 60 * scale, new Pattern.Steady(2_000), 2_000, 20, ALL));
    }

    LoadPlan plan(LoadOptions options) {
        LoadPlan plan = TopicScenarios.plan(
                options, name, options.transports(transports.toArray(Transport[]::new)), connections, pattern, size);
        return options.apply(
                plan,
                millis(Math.min(WARMUP_SECONDS, seconds / 5)),
                millis(seconds),
                LoadOptions.halfOfTheCores(),
                false);
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.max(1, (long) (seconds * 1_000)));
    }
}
