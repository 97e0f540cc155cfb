package io.riptide.server.crawl.fetch;

import java.util.EnumMap;
import java.util.Map;

/// Which phase a fetch is in, since when, and how long the ones before it took.
///
/// - **Threading:** guarded by whoever owns it: the fetching thread, and while an exchange is under way that
///   exchange's lock.
final class PhaseClock {

    /// The phases, in the order of one hop.
    enum Phase {
        QUEUE,
        DNS,
        /// Handing the request to the client library; too short to report.
        START,
        CONNECT,
        TLS,
        /// The request is out and nothing has come.
        FIRST_BYTE,
        /// The head has begun and is not whole.
        HEAD,
        BODY
    }

    private final Map<Phase, Long> spentNs = new EnumMap<>(Phase.class);
    private Phase phase = Phase.QUEUE;
    private long sinceNs;
    private long firstByteWaitNs;

    PhaseClock(long nowNs) {
        this.sinceNs = nowNs;
    }

    Phase phase() {
        return phase;
    }

    /// When this phase began. For [Phase#HEAD], when the wait for the answer began: its bound is one and the
    /// same.
    long sinceNs() {
        return phase == Phase.HEAD ? sinceNs - firstByteWaitNs : sinceNs;
    }

    void enter(Phase next, long nowNs) {
        long elapsedNs = nowNs - sinceNs;
        assert elapsedNs >= 0 : elapsedNs;
        spentNs.merge(phase, elapsedNs, Long::sum);
        if (phase == Phase.FIRST_BYTE) {
            firstByteWaitNs = elapsedNs;
        }
        phase = next;
        sinceNs = nowNs;
    }

    /// What was spent until `nowNs`, the current phase included.
    FetchTimings timings(long nowNs) {
        return new FetchTimings(
                spentNs(Phase.QUEUE, nowNs),
                spentNs(Phase.DNS, nowNs),
                spentNs(Phase.CONNECT, nowNs),
                spentNs(Phase.TLS, nowNs),
                spentNs(Phase.FIRST_BYTE, nowNs),
                spentNs(Phase.HEAD, nowNs) + spentNs(Phase.BODY, nowNs));
    }

    private long spentNs(Phase of, long nowNs) {
        long before = spentNs.getOrDefault(of, 0L);
        return of == phase ? before + nowNs - sinceNs : before;
    }
}
