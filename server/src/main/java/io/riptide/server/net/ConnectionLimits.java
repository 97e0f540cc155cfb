package io.riptide.server.net;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// How many connections are open, in all and by client address.
///
/// - **Threading:** any thread.
/// - **Bounds:** one map entry for each address that has a connection.
public final class ConnectionLimits {
    private final int max;
    private final int perClientMax;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byClient = new ConcurrentHashMap<>();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /// At most `max` connections, of which `perClientMax` from one address.
    public ConnectionLimits(int max, int perClientMax) {
        this.max = max;
        this.perClientMax = perClientMax;
    }

    /// Lets a connection of `client` in, or says no and counts that.
    boolean enter(InetAddress client) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            refused.increment();
            return false;
        }
        int[] count = new int[1];
        byClient.compute(client, (_, before) -> {
            int now = before == null ? 1 : before + 1;
            count[0] = now;
            return Math.min(now, perClientMax);
        });
        if (count[0] > perClientMax) {
            open.decrementAndGet();
            refused.increment();
            return false;
        }
        accepted.increment();
        return true;
    }

    /// A connection that was let in is gone.
    void leave(InetAddress client) {
        open.decrementAndGet();
        byClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }

    /// Connections open now.
    public int open() {
        return open.get();
    }

    /// Connections let in since the start.
    public long accepted() {
        return accepted.sum();
    }

    /// Connections refused since the start.
    public long refused() {
        return refused.sum();
    }
}
