package io.riptide.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/// A server that stalls once for 300 ms. What waited for it is in an open loop's figures and not in a closed
/// one's.
class CoordinatedOmissionTest {
    private static final int CONNECTIONS = 4;
    private static final long STALL_MS = 300;

    @Test
    void requestsThatWereDueWhileTheServerStalledHaveWaited() throws Exception {
        LoadReport report = run(new Arrival.Open(new Pattern.Steady(200), false));

        // 60 were due in those 300 ms, 40 of them in the first 200 ms.
        assertThat(report.errors()).isEmpty();
        assertThat(waitedLong(report)).isGreaterThanOrEqualTo(30);
        assertThat(report.answers()).as("each that was due was asked").isBetween(299L, 301L);
    }

    @Test
    void aClosedLoopAsksLessWhileTheServerStalls() throws Exception {
        LoadReport report = run(new Arrival.Closed(false));

        assertThat(report.errors()).isEmpty();
        assertThat(waitedLong(report)).isBetween(1L, 3L * CONNECTIONS);
    }

    private static LoadReport run(Arrival arrival) throws Exception {
        try (StallingServer server = new StallingServer(100, STALL_MS)) {
            Target target = new Target("stalling", "127.0.0.1", server.port(), "/bench/stream?count=1");
            Ask ask = Ask.get("ndjson", target, Transport.NDJSON);
            LoadPlan plan = LoadPlan.of("stall", List.of(ask), arrival, CONNECTIONS)
                    .withTime(Duration.ZERO, Duration.ofMillis(1_500));
            return new LoadRun(plan, LoadListener.NONE).run();
        }
    }

    private static long waitedLong(LoadReport report) {
        Histogram ns = report.series(Metric.FIRST_BYTE).orElseThrow().histogram();
        return ns.getCountBetweenValues(TimeUnit.MILLISECONDS.toNanos(STALL_MS / 3), ns.getMaxValue());
    }
}
