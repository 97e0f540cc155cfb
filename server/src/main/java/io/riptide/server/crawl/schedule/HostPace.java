package io.riptide.server.crawl.schedule;

import java.util.concurrent.TimeUnit;

/// How fast a host may be asked, learned from how it answers.
///
/// | answer | what it does |
/// |---|---|
/// | 429, 503 | half as many at once, twice the delay (from 500 ms up to 30 s); a `Retry-After` is kept |
/// | well, and about as fast as at best | a little more at once, the delay a fifth shorter |
/// | well, but three times as slow as at best | a little less at once |
/// | any other fault | nothing: an error never speeds a host up |
///
/// - **Threading:** guarded by the scheduler's lock.
final class HostPace {
    static final long DELAY_FIRST_NS = TimeUnit.MILLISECONDS.toNanos(500);
    static final long DELAY_MAX_NS = TimeUnit.SECONDS.toNanos(30);
    static final long HOLD_MAX_NS = TimeUnit.MINUTES.toNanos(5);
    static final long CRAWL_DELAY_NS = TimeUnit.HOURS.toNanos(1);
    private static final long DELAY_MIN_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SLOW_FREE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final int SERVER_ERROR_MIN = 500;
    private static final double SMOOTHING = 0.2;
    private static final double SLOW_FACTOR = 3;
    private static final double BEST_RISE = 1.01;

    private final int atOnceMax;
    private final long delayMinNs;
    private double atOnce;
    private long ownDelayNs;
    private long crawlDelayNs;
    private long crawlDelaySinceNs;
    private double smoothedNs;
    private double bestNs;

    HostPace(int atOnceMax, long delayMinNs) {
        this.atOnceMax = atOnceMax;
        this.delayMinNs = delayMinNs;
        this.atOnce = atOnceMax;
    }

    /// Requests that may be under way.
    int atOnce() {
        return (int) atOnce;
    }

    /// From one start to the next.
    long delayNs() {
        return Math.max(delayMinNs, Math.max(ownDelayNs, crawlDelayNs));
    }

    /// Whether nothing would be lost by forgetting it.
    boolean isUntouched() {
        return atOnce() == atOnceMax && ownDelayNs == 0 && crawlDelayNs == 0;
    }

    /// What the host's robots.txt asks of some robot: a file may ask more of one than of another, and all of them
    /// are us. So the longest counts, until it has not been asked for an hour, for which such files are kept.
    void crawlDelay(long delayNs, long nowNs) {
        if (delayNs >= crawlDelayNs || nowNs - crawlDelaySinceNs >= CRAWL_DELAY_NS) {
            crawlDelayNs = delayNs;
            crawlDelaySinceNs = nowNs;
        }
    }

    /// The host has answered, or not (status 0).
    void answered(int status, long firstByteNs) {
        if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
            atOnce = Math.max(1, atOnce / 2);
            ownDelayNs = Math.min(DELAY_MAX_NS, Math.max(DELAY_FIRST_NS, ownDelayNs * 2));
        } else if (status > 0 && status < SERVER_ERROR_MIN) {
            well((double) firstByteNs);
        }
    }

    private void well(double firstByteNs) {
        bestNs = bestNs == 0 ? firstByteNs : Math.min(firstByteNs, bestNs * BEST_RISE);
        smoothedNs = smoothedNs == 0 ? firstByteNs : smoothedNs + SMOOTHING * (firstByteNs - smoothedNs);
        if (smoothedNs > SLOW_FACTOR * bestNs + SLOW_FREE_NS) {
            atOnce = Math.max(1, atOnce - 1 / atOnce);
            return;
        }
        atOnce = Math.min(atOnceMax, atOnce + 1 / atOnce);
        ownDelayNs = ownDelayNs * 4 / 5;
        if (ownDelayNs < DELAY_MIN_NS) {
            ownDelayNs = 0;
        }
    }
}
