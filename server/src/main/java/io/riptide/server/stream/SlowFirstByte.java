package io.riptide.server.stream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Warns of first bytes that came later than promised.
///
/// - **Bounds:** a line a second; the next one says how many there were.
final class SlowFirstByte {
    private static final Logger LOG = LoggerFactory.getLogger(SlowFirstByte.class);
    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(1);

    private final long firstByteNsMax;
    private final AtomicLong warnedNs = new AtomicLong(System.nanoTime() - PERIOD_NS);
    private final AtomicLong untold = new AtomicLong();

    SlowFirstByte(long firstByteNsMax) {
        this.firstByteNsMax = firstByteNsMax;
    }

    void look(long ttfbNs, StreamTransport transport, String runId) {
        if (ttfbNs > firstByteNsMax) {
            warn(ttfbNs, transport, runId);
        }
    }

    private void warn(long ttfbNs, StreamTransport transport, String runId) {
        long count = untold.incrementAndGet();
        long nowNs = System.nanoTime();
        long beforeNs = warnedNs.get();
        if (nowNs - beforeNs >= PERIOD_NS && warnedNs.compareAndSet(beforeNs, nowNs)) {
            untold.addAndGet(-count);
            LOG.warn(
                    "first byte of run {} by {} took {} ms; {} streams were late since the last warning",
                    runId,
                    transport.wireName(),
                    TimeUnit.NANOSECONDS.toMillis(ttfbNs),
                    count);
        }
    }
}
