package io.riptide.server.observe;

import io.riptide.engine.metrics.Counters;
import io.riptide.engine.recovery.DegradedMode;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.server.event.Json;
import io.riptide.server.stream.StreamMetrics;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// How the server fares, by what it did in the last minute and by what it has left.
///
/// | check | degraded | critical |
/// |---|---|---|
/// | `streaming` | 5 % errors or 10 % drops | 10 % errors or 20 % drops |
/// | `memory` | | new work is refused |
/// | `event_loop` | a loop lags by 100 ms | a loop lags by 1 s |
/// | `recovery` | the node does less than it could | |
/// | `cache` | Redis cannot be relied on | |
/// | `search` | a provider cannot be relied on | |
/// | `proxy` | the outbound proxy keeps failing | |
///
/// Errors are answers with 500 and streams whose events were lost or whose reader stalled; too few answers or
/// events tell nothing.
///
/// - **Threading:** [#sample] is for one thread, once a second; anyone may read.
public final class Health {
    private static final int WINDOW_SAMPLES = 60;
    private static final long ANSWERS_MIN = 20;
    private static final long EVENTS_MIN = 100;
    private static final int ERROR_PERCENT_DEGRADED = 5;
    private static final int ERROR_PERCENT_CRITICAL = 10;
    private static final int DROP_PERCENT_DEGRADED = 10;
    private static final int DROP_PERCENT_CRITICAL = 20;
    private static final long LAG_NS_DEGRADED = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAG_NS_CRITICAL = TimeUnit.SECONDS.toNanos(1);

    /// From the best.
    public enum Status {
        OK,
        DEGRADED,
        CRITICAL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What one check found.
    ///
    /// @param message why; empty when all is well
    record Check(Status status, String message) {
        private static final Check OK = new Check(Status.OK, "");
    }

    /// Sums since the start.
    private record Sample(long answers, long errors, long events, long drops) {
        private static final Sample ZERO = new Sample(0, 0, 0, 0);
    }

    private final Figures figures;
    private final Readiness readiness;

    private final Object lock = new Object();

    /// Guarded by `lock`: the last minute, the oldest next to be replaced.
    private final Sample[] samples = new Sample[WINDOW_SAMPLES];

    private int next;

    /// Of the server of `figures`.
    public Health(Figures figures, Readiness readiness) {
        this.figures = figures;
        this.readiness = readiness;
        Arrays.fill(samples, Sample.ZERO);
    }

    /// Remembers what has been counted.
    public void sample() {
        Sample now = now();
        synchronized (lock) {
            samples[next] = now;
            next = (next + 1) % WINDOW_SAMPLES;
        }
    }

    /// Every check by its name.
    Map<String, Check> checks() {
        Map<String, Check> checks = causes();
        checks.put("recovery", recovery());
        checks.put("cache", troubled(figures.cache().get().trouble()));
        checks.put("search", troubled(figures.search().get().trouble()));
        checks.put("proxy", troubled(figures.proxyTrouble().get()));
        return checks;
    }

    /// The worst of all checks.
    Status status() {
        return worst(checks());
    }

    /// The worst of the checks but for `recovery`, which is an effect of the others and must not be its own
    /// cause, and for `cache`, `search` and `proxy`: to do less because of others would only slow crawls down.
    Status cause() {
        return worst(causes());
    }

    /// What the checks that are not ok say, for people.
    String messages() {
        return checks().entrySet().stream()
                .filter(entry -> entry.getValue().status() != Status.OK)
                .map(entry -> entry.getKey() + ": " + entry.getValue().message())
                .collect(Collectors.joining("; "));
    }

    private static Status worst(Map<String, Check> checks) {
        return Collections.max(checks.values().stream().map(Check::status).toList());
    }

    private Map<String, Check> causes() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("streaming", streaming());
        checks.put(
                "memory", readiness.isOverBudget() ? new Check(Status.CRITICAL, "over the memory budget") : Check.OK);
        checks.put("event_loop", eventLoop());
        return checks;
    }

    /// Everything for `/healthz`.
    public Report report() {
        Map<String, Check> checks = checks();
        Status worst = worst(checks);
        byte[] document = Json.object(json -> {
            json.writeStringProperty("status", worst.word());
            json.writeStringProperty("version", version());
            json.writeNumberProperty(
                    "uptime_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - figures.startedNs()));
            json.writeObjectPropertyStart("checks");
            checks.forEach((name, check) -> {
                json.writeObjectPropertyStart(name);
                json.writeStringProperty("status", check.status().word());
                if (!check.message().isEmpty()) {
                    json.writeStringProperty("message", check.message());
                }
                json.writeEndObject();
            });
            json.writeEndObject();
        });
        return new Report(worst, document);
    }

    /// What `/healthz` answers.
    @SuppressWarnings("ArrayRecordComponent") // handed over once
    public record Report(Status status, byte[] document) {}

    private Check streaming() {
        Sample now = now();
        Sample before;
        synchronized (lock) {
            before = samples[next];
        }
        long answers = now.answers - before.answers;
        long errors = percent(now.errors - before.errors, answers, ANSWERS_MIN);
        long drops = percent(now.drops - before.drops, now.events - before.events, EVENTS_MIN);
        String message = errors + " % errors, " + drops + " % drops";
        if (errors >= ERROR_PERCENT_CRITICAL || drops >= DROP_PERCENT_CRITICAL) {
            return new Check(Status.CRITICAL, message);
        }
        boolean isDegraded = errors >= ERROR_PERCENT_DEGRADED || drops >= DROP_PERCENT_DEGRADED;
        return isDegraded ? new Check(Status.DEGRADED, message) : Check.OK;
    }

    private Check recovery() {
        DegradedMode mode = figures.recovery().mode();
        if (!mode.isDegraded()) {
            return Check.OK;
        }
        Set<String> reasons = mode.reasons();
        String why = reasons.isEmpty()
                ? "nothing is wrong any more, and it ends soon"
                : String.join(", ", reasons.stream().sorted().toList());
        return new Check(Status.DEGRADED, "degraded mode: " + why);
    }

    private static Check troubled(String trouble) {
        return trouble.isEmpty() ? Check.OK : new Check(Status.DEGRADED, trouble);
    }

    private Check eventLoop() {
        long lagNs = figures.loopLag().maxNs();
        if (lagNs < LAG_NS_DEGRADED) {
            return Check.OK;
        }
        String message = "an event loop lags by " + TimeUnit.NANOSECONDS.toMillis(lagNs) + " ms";
        return new Check(lagNs < LAG_NS_CRITICAL ? Status.DEGRADED : Status.CRITICAL, message);
    }

    private Sample now() {
        StreamMetrics streams = figures.streams();
        Counters counters = streams.counters();
        long errors = figures.http().failed()
                + streams.ended(StreamEnd.EXPIRED).sum()
                + streams.ended(StreamEnd.STALLED).sum();
        long drops = counters.eventsDropped.sum();
        return new Sample(figures.http().answers(), errors, counters.eventsDelivered.sum() + drops, drops);
    }

    private static long percent(long part, long whole, long wholeMin) {
        return whole < wholeMin ? 0 : part * 100 / whole;
    }

    private static String version() {
        String version = Health.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
