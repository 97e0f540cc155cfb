package io.riptide.server.crawl.schedule;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;

/// What one run wants of one host, in the run's order.
///
/// - **Threading:** guarded by the scheduler's lock.
final class HostQueue<T> {
    final Lane<T> lane;
    final HostLine line;
    private final CrawlOrder order;
    private final Queue<Entry<T>> entries;

    /// What has begun and waits to go on, in any order of the run before what has not.
    private final ArrayDeque<T> begun = new ArrayDeque<>();

    /// Whether it is in its lane's or its host's waiting list; else it is empty.
    boolean isListed;

    /// Whether its host keeps a place for it.
    boolean hasPlace;

    private long sequence;

    /// @param score the smaller the sooner
    private record Entry<T>(T item, double score, long sequence) {}

    HostQueue(Lane<T> lane, HostLine line, CrawlOrder order) {
        this.lane = lane;
        this.line = line;
        this.order = order;
        this.entries = order == CrawlOrder.BEST
                ? new PriorityQueue<>(
                        Comparator.<Entry<T>>comparingDouble(Entry::score).thenComparingLong(Entry::sequence))
                : new ArrayDeque<>();
    }

    void add(T item, double score) {
        Entry<T> entry = new Entry<>(item, score, sequence++);
        if (order == CrawlOrder.DEPTH) {
            ((ArrayDeque<Entry<T>>) entries).addFirst(entry);
        } else {
            entries.add(entry);
        }
    }

    void addBegun(T item) {
        begun.add(item);
    }

    T remove() {
        T first = begun.poll();
        return first != null ? first : Objects.requireNonNull(entries.poll()).item();
    }

    boolean isEmpty() {
        return begun.isEmpty() && entries.isEmpty();
    }
}
