package io.riptide.server.crawl.fetch;

import io.netty.channel.Channel;
import io.riptide.server.crawl.fetch.http2.SingleStreamHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.asynchttpclient.channel.ChannelPool;
import org.jspecify.annotations.Nullable;

/// The connections kept for reuse, youngest first per origin. The client library's own pool has no bound on
/// their number and keeps an entry for every origin it ever saw, and a crawl sees many.
///
/// - **Threading:** any thread; one lock, held for a few map operations, never while a connection is closed.
/// - **Bounds:** `idleMax` connections over all origins, the longest idle one makes room; `idleTimeoutNs` each,
///   looked at by [#sweep].
final class IdleConnections implements ChannelPool {
    private final int idleMax;
    private final long idleTimeoutNs;
    private final LongSupplier nanoClock;

    /// In the order they became idle. Guarded by this.
    private final LinkedHashMap<Channel, Idle> byAge = new LinkedHashMap<>();

    /// Guarded by this.
    private final Map<Object, ArrayDeque<Channel>> byOrigin = new HashMap<>();

    private boolean isClosed;

    private record Idle(Object origin, long sinceNs) {}

    IdleConnections(int idleMax, long idleTimeoutNs, LongSupplier nanoClock) {
        this.idleMax = idleMax;
        this.idleTimeoutNs = idleTimeoutNs;
        this.nanoClock = nanoClock;
    }

    @Override
    public boolean offer(Channel channel, Object origin) {
        @Nullable Channel evicted = null;
        synchronized (this) {
            if (isClosed || idleMax == 0 || !SingleStreamHandler.isReusable(channel)) {
                return false;
            }
            if (byAge.containsKey(channel)) {
                return true; // a no would have it closed while it is kept
            }
            if (byAge.size() == idleMax) {
                evicted = byAge.firstEntry().getKey();
                remove(evicted);
            }
            byAge.put(channel, new Idle(origin, nanoClock.getAsLong()));
            byOrigin.computeIfAbsent(origin, _ -> new ArrayDeque<>()).addFirst(channel);
        }
        if (evicted != null) {
            evicted.close();
        }
        return true;
    }

    @Override
    public synchronized @Nullable Channel poll(Object origin) {
        ArrayDeque<Channel> kept = byOrigin.get(origin);
        while (kept != null && !kept.isEmpty()) {
            Channel channel = kept.getFirst();
            remove(channel);
            if (channel.isActive()) {
                return channel;
            }
        }
        return null;
    }

    @Override
    public synchronized boolean removeAll(Channel channel) {
        return remove(channel);
    }

    @Override
    public synchronized boolean isOpen() {
        return !isClosed;
    }

    @Override
    public void destroy() {
        synchronized (this) {
            isClosed = true;
        }
        flushPartitions(_ -> true);
    }

    @Override
    public void flushPartitions(Predicate<Object> origins) {
        closeThose(idle -> origins.test(idle.origin()));
    }

    /// Closes what has been idle for too long.
    void sweep() {
        long nowNs = nanoClock.getAsLong();
        closeThose(idle -> nowNs - idle.sinceNs() >= idleTimeoutNs);
    }

    synchronized int count() {
        return byAge.size();
    }

    @Override
    public synchronized Map<String, Long> getIdleChannelCountPerHost() {
        Map<String, Long> counts = new HashMap<>();
        byOrigin.forEach((origin, kept) -> counts.put(origin.toString(), (long) kept.size()));
        return counts;
    }

    private void closeThose(Predicate<Idle> condition) {
        List<Channel> closing = new ArrayList<>();
        synchronized (this) {
            for (Iterator<Map.Entry<Channel, Idle>> entries = byAge.entrySet().iterator(); entries.hasNext(); ) {
                Map.Entry<Channel, Idle> entry = entries.next();
                if (condition.test(entry.getValue())) {
                    entries.remove();
                    unlink(entry.getKey(), entry.getValue().origin());
                    closing.add(entry.getKey());
                }
            }
        }
        closing.forEach(Channel::close);
    }

    /// Holding the lock.
    private boolean remove(Channel channel) {
        Idle idle = byAge.remove(channel);
        if (idle == null) {
            return false;
        }
        unlink(channel, idle.origin());
        return true;
    }

    /// Holding the lock.
    private void unlink(Channel channel, Object origin) {
        ArrayDeque<Channel> kept = byOrigin.get(origin);
        if (kept != null) {
            kept.remove(channel);
            if (kept.isEmpty()) {
                byOrigin.remove(origin);
            }
        }
    }
}
