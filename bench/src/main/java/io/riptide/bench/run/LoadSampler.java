package io.riptide.bench.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Adds up, second by second, what the workers have counted and timed.
///
/// - **Threading:** the coordinator's.
final class LoadSampler {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final LoadPlan plan;
    private final LoadClock clock;
    private final List<LoadWorker> workers;
    private final ErrorCounts errors;
    private final LoadListener listener;
    private final @Nullable ServerProcess server;
    private final Optional<ServerProcess.Sample> serverBefore;
    private final Histogram[][] sums;
    private final Histogram second = Timings.empty();
    private final List<LoadSecond> timeline = new ArrayList<>();
    private Mark last;
    private Mark measureBegin;
    private Mark measureEnd;
    private long rssMaxBytes;

    /// Everything that is counted, at one moment.
    record Totals(long events, long bytes, long answers, long dropped, long unfetched, long errors) {}

    private record Mark(long atNs, long atMs, long clientCpuNs, Optional<ServerProcess.Sample> server, Totals totals) {}

    LoadSampler(LoadPlan plan, LoadClock clock, List<LoadWorker> workers, ErrorCounts errors, LoadListener listener) {
        this.plan = plan;
        this.clock = clock;
        this.workers = workers;
        this.errors = errors;
        this.listener = listener;
        this.server = plan.serverPid().isPresent()
                ? new ServerProcess(plan.serverPid().getAsLong())
                : null;
        this.sums = new Histogram[plan.asks().size()][Metric.values().length];
        for (Histogram[] of : sums) {
            for (int i = 0; i < of.length; i++) {
                of[i] = Timings.empty();
            }
        }
        this.last = mark();
        this.measureBegin = last;
        this.measureEnd = last;
        this.serverBefore = last.server();
        this.rssMaxBytes = serverBefore.map(ServerProcess.Sample::rssBytes).orElse(0L);
    }

    /// Until a whole second of what is measured, or of the warm-up, is over; or all of it.
    long untilNextNs() {
        LoadClock.Times times = clock.times();
        long nowNs = System.nanoTime();
        if (nowNs >= times.endNs()) {
            return SECOND_NS;
        }
        long boundaryNs = nowNs < times.measureNs() ? times.measureNs() : times.measureNs() + nextWhole(nowNs, times);
        return Math.min(Math.min(boundaryNs, times.endNs()) - nowNs, SECOND_NS);
    }

    /// The last boundary is the end: a second of some milliseconds would have a rate of chance.
    private static long nextWhole(long nowNs, LoadClock.Times times) {
        long whole = ((nowNs - times.measureNs()) / SECOND_NS + 1) * SECOND_NS;
        boolean isNearEnd = times.endNs() - times.measureNs() - whole < SECOND_NS / 10;
        return isNearEnd ? times.endNs() - times.measureNs() : whole;
    }

    /// @param isOver whether the workers have ended
    void sample(boolean isOver) {
        LoadClock.Times times = clock.times();
        Mark now = mark();
        now.server().ifPresent(sample -> rssMaxBytes = Math.max(rssMaxBytes, sample.rssBytes()));
        boolean isMeasured = last.atNs() >= times.measureNs();
        if (!isMeasured) {
            measureBegin = now;
            measureEnd = now;
        } else if (now.atNs() <= times.endNs() + SECOND_NS / 10 || measureEnd.atNs() <= times.measureNs()) {
            measureEnd = now;
        }
        LoadSecond line = second(now, times);
        // What comes in behind the end belongs to the figures, but makes no second of its own.
        if (isMeasured && last.atNs() < times.endNs() - SECOND_NS / 100) {
            timeline.add(line);
        }
        if (!isOver) {
            listener.second(plan, line);
        }
        last = now;
    }

    private Mark mark() {
        Totals totals = new Totals(
                sum(counters -> counters.events.get()),
                sum(counters -> counters.bytes.get()),
                sum(counters -> counters.answers.get()),
                sum(counters -> counters.dropped.get()),
                sum(counters -> counters.unfetched.get()),
                errors.total());
        return new Mark(
                System.nanoTime(),
                System.currentTimeMillis(),
                SYSTEM.getProcessCpuTime(),
                LoadRun.sample(server),
                totals);
    }

    private long sum(ToLongFunction<LoadCounters> count) {
        return workers.stream().map(LoadWorker::counters).mapToLong(count).sum();
    }

    private LoadSecond second(Mark now, LoadClock.Times times) {
        double seconds = Math.max(1, now.atNs() - last.atNs()) * 1e-9;
        Histogram main = collect(now.atMs());
        Totals before = last.totals();
        Totals after = now.totals();
        Optional<Double> cores = last.server()
                .flatMap(from ->
                        now.server().map(to -> (to.cpuNs() - from.cpuNs()) / (double) (to.atNs() - from.atNs())));
        return new LoadSecond(
                (now.atNs() - times.measureNs()) * 1e-9,
                seconds,
                after.events() - before.events(),
                after.bytes() - before.bytes(),
                after.answers() - before.answers(),
                after.errors() - before.errors(),
                after.dropped() - before.dropped(),
                sum(counters -> counters.open.get()),
                sum(counters -> counters.waiting.get()),
                main.getValueAtPercentile(50) / 1e3,
                main.getValueAtPercentile(99) / 1e3,
                cores.map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
                now.server().map(to -> OptionalLong.of(to.rssBytes())).orElseGet(OptionalLong::empty),
                (now.clientCpuNs() - last.clientCpuNs()) * 1e-9 / seconds);
    }

    /// Takes all that was timed since the last time and returns the main metric's part: the one that comes last
    /// of those that have values, but for the raw age and the whole answer, which are shown beside others.
    private Histogram collect(long nowMs) {
        Histogram main = new Histogram(second);
        Metric mainMetric = null;
        for (int ask = 0; ask < sums.length; ask++) {
            for (Metric metric : Metric.values()) {
                second.reset();
                second.setStartTimeStamp(last.atMs());
                second.setEndTimeStamp(nowMs);
                for (LoadWorker worker : workers) {
                    second.add(worker.timings().take(ask, metric));
                }
                if (second.getTotalCount() == 0) {
                    continue;
                }
                sums[ask][metric.index()].add(second);
                listener.interval(plan, new Series(plan.asks().get(ask).label(), metric, second).label(), second);
                if (rank(metric) > rank(mainMetric)) {
                    main.reset();
                    mainMetric = metric;
                }
                if (metric == mainMetric) {
                    main.add(second);
                }
            }
        }
        return main;
    }

    private static int rank(@Nullable Metric metric) {
        return switch (metric) {
            case null -> 0;
            case ANSWER -> 1;
            case FIRST_EVENT -> 2;
            case FIRST_BYTE -> 3;
            case EVENT_AGE -> 4;
            case EVENT -> 5;
        };
    }

    Totals totals() {
        return last.totals();
    }

    long beganAtMs() {
        return measureBegin.atMs();
    }

    /// To the end of the plan, or to where it was stopped.
    double measuredSeconds() {
        LoadClock.Times times = clock.times();
        long endNs = Math.min(times.endNs(), last.atNs());
        return Math.max(1, endNs - Math.min(times.measureNs(), endNs)) * 1e-9;
    }

    double clientCores() {
        long ns = Math.max(1, measureEnd.atNs() - measureBegin.atNs());
        return (measureEnd.clientCpuNs() - measureBegin.clientCpuNs()) / (double) ns;
    }

    List<LoadSecond> timeline() {
        return List.copyOf(timeline);
    }

    List<Series> series() {
        List<Series> series = new ArrayList<>();
        for (int ask = 0; ask < sums.length; ask++) {
            for (Metric metric : Metric.values()) {
                Histogram sum = sums[ask][metric.index()];
                if (sum.getTotalCount() > 0) {
                    series.add(new Series(plan.asks().get(ask).label(), metric, sum));
                }
            }
        }
        return series;
    }

    Optional<LoadReport.ServerUse> serverUse() {
        Optional<ServerProcess.Sample> from = measureBegin.server();
        Optional<ServerProcess.Sample> to = measureEnd.server();
        if (server == null || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        long ns = Math.max(1, to.get().atNs() - from.get().atNs());
        return Optional.of(new LoadReport.ServerUse(
                server.pid(),
                (to.get().cpuNs() - from.get().cpuNs()) / (double) ns,
                serverBefore.orElse(from.get()).rssBytes(),
                to.get().rssBytes(),
                rssMaxBytes));
    }
}
