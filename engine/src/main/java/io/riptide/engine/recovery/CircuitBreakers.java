package io.riptide.engine.recovery;

import io.riptide.engine.AnyThread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// One circuit breaker for each of many subjects, such as hosts, as long as it is used.
///
/// A breaker that has to give way while somebody holds a pass of it lives on for that one alone.
///
/// - **Threading:** any thread. Finding one that is known locks nothing.
/// - **Bounds:** `breakersMax`, give or take the threads that add one just now. When there are as many, a
///   sixteenth of them go: first those that remember nothing, then closed ones, then the others, and of each
///   kind those that were used the longest ago. Looking for them takes one pass over all, which so many
///   additions share.
@AnyThread
public final class CircuitBreakers {
    private static final int DROPPED_SHARE = 16;

    private final CircuitBreakerLimits limits;
    private final int breakersMax;
    private final RecoveryListener listener;
    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    /// Held by the one who makes room; the others need not wait for it.
    private final ReentrantLock dropping = new ReentrantLock();

    /// No breakers yet, and never more than `breakersMax`.
    public CircuitBreakers(CircuitBreakerLimits limits, int breakersMax, RecoveryListener listener) {
        if (breakersMax < 1) {
            throw new IllegalArgumentException("breakersMax=" + breakersMax);
        }
        this.limits = limits;
        this.breakersMax = breakersMax;
        this.listener = listener;
    }

    /// The breaker of `subject`, a new one if there is none.
    public CircuitBreaker of(String subject, long nowNs) {
        Entry known = entries.get(subject);
        if (known == null) {
            if (entries.size() >= breakersMax) {
                makeRoom(nowNs);
            }
            known = entries.computeIfAbsent(
                    subject, name -> new Entry(name, new CircuitBreaker(name, limits, listener), nowNs));
        }
        known.usedNs = nowNs;
        return known.breaker;
    }

    /// How many there are.
    public int size() {
        return entries.size();
    }

    /// How many of them refuse callers now.
    public int openCount(long nowNs) {
        int open = 0;
        for (Entry entry : entries.values()) {
            open += entry.breaker.isOpen(nowNs) ? 1 : 0;
        }
        return open;
    }

    /// Forgets those that nobody has used for `idleNs` and that remember nothing.
    public void dropIdle(long nowNs, long idleNs) {
        entries.values().removeIf(entry -> nowNs - entry.usedNs >= idleNs && entry.breaker.isForgettable(nowNs));
    }

    private void makeRoom(long nowNs) {
        if (!dropping.tryLock()) {
            return;
        }
        try {
            List<Candidate> candidates = new ArrayList<>(entries.size());
            for (Entry entry : entries.values()) {
                candidates.add(new Candidate(entry, worth(entry.breaker, nowNs), nowNs - entry.usedNs));
            }
            candidates.sort(Comparator.comparingInt(Candidate::worth)
                    .thenComparing(Comparator.comparingLong(Candidate::idleNs).reversed()));
            int excess = candidates.size() - breakersMax + Math.max(1, breakersMax / DROPPED_SHARE);
            for (int i = 0; i < Math.min(excess, candidates.size()); i++) {
                Entry dropped = candidates.get(i).entry;
                entries.remove(dropped.subject, dropped);
            }
        } finally {
            dropping.unlock();
        }
    }

    private static int worth(CircuitBreaker breaker, long nowNs) {
        if (breaker.isForgettable(nowNs)) {
            return 0;
        }
        return breaker.state() == CircuitBreaker.State.CLOSED ? 1 : 2;
    }

    /// @param worth what would be lost with it
    /// @param idleNs as it was when the sorting began, for an order must not change while it is made
    private record Candidate(Entry entry, int worth, long idleNs) {}

    private static final class Entry {
        private final String subject;
        private final CircuitBreaker breaker;
        private volatile long usedNs;

        Entry(String subject, CircuitBreaker breaker, long nowNs) {
            this.subject = subject;
            this.breaker = breaker;
            this.usedNs = nowNs;
        }
    }
}
