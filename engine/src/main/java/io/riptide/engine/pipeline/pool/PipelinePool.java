package io.riptide.engine.pipeline.pool;

import io.riptide.engine.AnyThread;
import io.riptide.engine.metrics.LatencyRecorder;
import io.riptide.engine.pipeline.graph.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets so many pipelines work at once; the others wait in line.
///
/// Each is due after the wait that its [Priority] aims at, and who is due first goes first. So a critical one
/// passes nearly all others, and none of low priority waits for ever: it passes those that come when it is due.
///
/// - **Threading:** any thread; [#enter] waits.
/// - **Bounds:** `activeMax` at work, `queueMax` in line; a histogram for each priority.
/// - **Failure:** [PoolFullException] when the line is full; [InterruptedException].
@AnyThread
public final class PipelinePool {
    private static final Comparator<Ticket> DUE_FIRST =
            Comparator.<Ticket>comparingLong(ticket -> ticket.dueNs).thenComparingLong(ticket -> ticket.number);

    /// Of one that has its place.
    private static final int CALLED = -1;

    private final int activeMax;
    private final int queueMax;
    private final Map<Priority, Tally> tallies = new EnumMap<>(Priority.class);

    /// Guards all below.
    private final Object lock = new Object();

    private final Queue<Ticket> line = new PriorityQueue<>(DUE_FIRST);
    private final long originNs = System.nanoTime();
    private int active;
    private long refused;
    private long tickets;

    /// A pool of such bounds, both at least 1.
    public PipelinePool(int activeMax, int queueMax) {
        if (activeMax < 1 || queueMax < 1) {
            throw new IllegalArgumentException("activeMax=" + activeMax + " queueMax=" + queueMax);
        }
        this.activeMax = activeMax;
        this.queueMax = queueMax;
        for (Priority priority : Priority.values()) {
            tallies.put(priority, new Tally());
        }
    }

    /// What is counted of one priority.
    private static final class Tally {
        private final LatencyRecorder waits = new LatencyRecorder();
        private long admitted;
        private long late;
    }

    /// One that waits.
    private static final class Ticket {
        private final Priority priority;
        private final long number;
        private final long sinceNs;
        private final long dueNs;
        private final CountDownLatch isCalled = new CountDownLatch(1);

        Ticket(Priority priority, long number, long sinceNs) {
            this.priority = priority;
            this.number = number;
            this.sinceNs = sinceNs;
            this.dueNs = sinceNs + priority.target().toNanos();
        }
    }

    /// A pipeline's place, to be given back once by [#close].
    public final class Place implements AutoCloseable {
        private boolean isLeft;

        private Place() {}

        /// Lets the next one in.
        @Override
        public void close() {
            synchronized (lock) {
                if (!isLeft) {
                    isLeft = true;
                    active--;
                    callNext();
                }
            }
        }
    }

    /// What one that waits is told.
    @FunctionalInterface
    public interface LineListener {
        /// It waits, and so many are due before it.
        void onWait(int ahead) throws InterruptedException;
    }

    /// Waits for a place among those that work.
    public Place enter(Priority priority) throws InterruptedException, PoolFullException {
        return enter(priority, _ -> {});
    }

    /// Waits for a place among those that work; `listener` is told if there is none at once.
    public Place enter(Priority priority, LineListener listener) throws InterruptedException, PoolFullException {
        Ticket ticket = take(priority);
        boolean hasPlace = false;
        try {
            int ahead = ahead(ticket);
            if (ahead != CALLED) {
                listener.onWait(ahead);
            }
            ticket.isCalled.await();
            hasPlace = true;
        } finally {
            if (!hasPlace) {
                leave(ticket);
            }
        }
        return new Place();
    }

    private int ahead(Ticket ticket) {
        synchronized (lock) {
            return line.contains(ticket)
                    ? (int) line.stream()
                            .filter(other -> DUE_FIRST.compare(other, ticket) < 0)
                            .count()
                    : CALLED;
        }
    }

    private Ticket take(Priority priority) throws PoolFullException {
        synchronized (lock) {
            if (isFull()) {
                refused++;
                throw new PoolFullException(activeMax, queueMax);
            }
            Ticket ticket = new Ticket(priority, tickets++, System.nanoTime() - originNs);
            line.add(ticket);
            callNext();
            return ticket;
        }
    }

    /// One that does not want its place any more, and may have been called by now.
    private void leave(Ticket ticket) {
        synchronized (lock) {
            if (!line.remove(ticket)) {
                active--;
                callNext();
            }
        }
    }

    /// Under the guard.
    private void callNext() {
        while (active < activeMax && !line.isEmpty()) {
            Ticket next = line.remove();
            active++;
            long waitedNs = System.nanoTime() - originNs - next.sinceNs;
            Tally tally = Objects.requireNonNull(tallies.get(next.priority));
            tally.admitted++;
            tally.late += waitedNs > next.priority.target().toNanos() ? 1 : 0;
            tally.waits.record(waitedNs);
            next.isCalled.countDown();
        }
    }

    /// Whether one more would be refused now.
    public boolean isFull() {
        synchronized (lock) {
            return active >= activeMax && line.size() >= queueMax;
        }
    }

    /// What it holds and has counted.
    public PoolSnapshot snapshot() {
        synchronized (lock) {
            List<PoolSnapshot.Line> lines = new ArrayList<>();
            tallies.forEach((priority, tally) -> {
                int waiting = (int) line.stream()
                        .filter(ticket -> ticket.priority == priority)
                        .count();
                lines.add(new PoolSnapshot.Line(priority, waiting, tally.admitted, tally.late, tally.waits.snapshot()));
            });
            long oldestNs = line.stream()
                    .mapToLong(ticket -> System.nanoTime() - originNs - ticket.sinceNs)
                    .max()
                    .orElse(0);
            return new PoolSnapshot(
                    active, activeMax, line.size(), queueMax, refused, TimeUnit.NANOSECONDS.toMillis(oldestNs), lines);
        }
    }
}
