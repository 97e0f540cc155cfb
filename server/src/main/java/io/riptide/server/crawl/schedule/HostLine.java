package io.riptide.server.crawl.schedule;

import java.util.ArrayDeque;

/// One host as all runs see it: how many requests are under way, when the next may start, and whose turn it is.
///
/// A place that becomes free while somebody waits is kept for whoever has waited longest, so that a busy run
/// cannot take it again before a quiet one has woken up.
///
/// - **Threading:** guarded by the scheduler's lock.
/// - **Bounds:** an entry for each run that waits for the host.
final class HostLine {
    final String host;
    final HostPace pace;
    private final ArrayDeque<HostQueue<?>> waiting = new ArrayDeque<>();
    private int queues;
    private int underWay;
    private int kept;
    private long nextStartNs;

    /// When its timer goes off; guarded like the rest.
    long alarmNs = Long.MIN_VALUE;

    HostLine(String host, HostPace pace, long nowNs) {
        this.host = host;
        this.pace = pace;
        this.nextStartNs = nowNs;
    }

    /// Whether nobody talks to the host or wants to.
    boolean isIdle() {
        return underWay == 0 && queues == 0;
    }

    /// A run has pages of this host, or has none any more.
    void joined() {
        queues++;
    }

    void left() {
        queues--;
    }

    boolean isWanted() {
        return !waiting.isEmpty();
    }

    long nextStartNs() {
        return nextStartNs;
    }

    /// Whether another request may start now.
    boolean hasRoom(long nowNs) {
        int atOnce = pace.atOnce();
        return underWay + kept < atOnce && nowNs - nextStartNs >= 0 && (kept == 0 || pace.delayNs() == 0);
    }

    /// Whether only time is in the way.
    boolean isTooSoon(long nowNs) {
        return nowNs - nextStartNs < 0;
    }

    void await(HostQueue<?> queue) {
        waiting.add(queue);
    }

    void forget(HostQueue<?> queue) {
        waiting.remove(queue);
    }

    /// A request starts, in a place that was kept for it if `wasKept`; returns when one could have started
    /// before, to take it back.
    long start(boolean wasKept, long nowNs) {
        long before = nextStartNs;
        kept -= wasKept ? 1 : 0;
        underWay++;
        nextStartNs = Math.max(nextStartNs, nowNs + pace.delayNs());
        return before;
    }

    /// The request that was to start does not: the next may start when it could have, unless the host has asked
    /// for something else meanwhile.
    void takeBack(long startBeforeNs, long startAfterNs) {
        underWay--;
        if (nextStartNs == startAfterNs) {
            nextStartNs = startBeforeNs;
        }
    }

    void ended() {
        underWay--;
    }

    /// A place that was kept is not wanted any more.
    void unkeep() {
        kept--;
    }

    /// No request starts before `ns`.
    void holdUntil(long ns) {
        if (ns - nextStartNs > 0) {
            nextStartNs = ns;
        }
    }

    /// Sends on who waits, as far as there is room for them. Those with nobody to take a turn now go on too,
    /// but no place is kept for them.
    void callNext(long nowNs) {
        while (!waiting.isEmpty() && hasRoom(nowNs)) {
            HostQueue<?> queue = waiting.remove();
            if (queue.lane.ready(queue)) {
                kept++;
            }
        }
    }
}
