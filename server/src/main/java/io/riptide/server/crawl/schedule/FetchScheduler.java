package io.riptide.server.crawl.schedule;

import io.riptide.server.crawl.url.WebUrl;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Who may fetch now, over all runs of this node.
///
/// A request needs a place among all and one at its host, and gets both at once or neither: whoever waits for a
/// host holds nothing. Hosts call those who wait for them in the order they came, places among all go round
/// between the runs, and what becomes free is kept for who was called.
///
/// - **Threading:** any thread that may block. One lock, held for some tens of nanoseconds; a virtual thread
///   waits for the moment at which a host that wants pauses may be asked again.
/// - **Bounds:** [SchedulerLimits]; a [HostLine] for each host with pages under way or waiting, and for
///   `hostsMax` more whose pace differs from the usual.
/// - **Ownership:** [#close] ends its thread; lanes are closed by who opened them.
public final class FetchScheduler implements AutoCloseable {
    static final long FOREVER = Long.MAX_VALUE;

    private final SchedulerLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition alarmChanged = lock.newCondition();
    private final Map<String, HostLine> lines = new HashMap<>();

    /// Lines that are kept for their pace alone, the one that rests longest first.
    private final LinkedHashMap<String, HostLine> resting = new LinkedHashMap<>();

    private final ArrayDeque<Lane<?>> starved = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparingLong(Alarm::inNs));
    private final long epochNs = System.nanoTime();
    private int permits;
    private @Nullable Thread alarmThread;
    private boolean isClosed;

    /// `inNs` is counted from [#epochNs], so that it can be compared.
    private record Alarm(HostLine line, long inNs) {}

    /// A scheduler without runs.
    public FetchScheduler(SchedulerLimits limits) {
        this.limits = limits;
        this.permits = limits.fetchesMax();
    }

    /// The way of a run's pages.
    public <T> Lane<T> open(CrawlOrder order) {
        return new Lane<>(this, order);
    }

    /// A place for one request to the host of `url`, waiting until `untilNs`; null when that was over first.
    public @Nullable Permit await(WebUrl url, long untilNs) throws InterruptedException {
        try (Lane<WebUrl> lane = open(CrawlOrder.BREADTH)) {
            lane.addScheduled(url, url);
            Turn<WebUrl> turn = lane.take(untilNs);
            return turn == null ? null : turn.permit();
        }
    }

    /// The same without waiting: null when there is none now.
    public @Nullable Permit tryPlace(WebUrl url) {
        lock.lock();
        try {
            HostLine line = line(hostKey(url));
            long nowNs = System.nanoTime();
            if (hasPermit() && line.hasRoom(nowNs)) {
                return permit(line, false, false, nowNs);
            }
            settled(line);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// Leaves so much time between two requests to the host of `url` as its robots.txt asks for, 0 for none, unless
    /// it asked for more within the last hour.
    public void crawlDelay(WebUrl url, long delayNs) {
        lock.lock();
        try {
            HostLine line = line(hostKey(url));
            line.pace.crawlDelay(Math.min(delayNs, limits.crawlDelayMaxNs()), System.nanoTime());
            settled(line);
        } finally {
            lock.unlock();
        }
    }

    /// Hosts that are known of at this moment.
    public int hostCount() {
        lock.lock();
        try {
            return lines.size();
        } finally {
            lock.unlock();
        }
    }

    /// Places among all requests that are free.
    public int free() {
        lock.lock();
        try {
            return permits;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            alarmChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What counts as one host: a name with its port, where that is not a scheme's own.
    static String hostKey(WebUrl url) {
        boolean isUsual = url.port() == 80 || url.port() == 443;
        return isUsual ? url.host() : url.host() + ':' + url.port();
    }

    // What lanes and permits need; under the lock unless said otherwise.

    Condition newCondition() {
        return lock.newCondition();
    }

    void lock() {
        lock.lock();
    }

    void lockInterruptibly() throws InterruptedException {
        lock.lockInterruptibly();
    }

    void unlock() {
        lock.unlock();
    }

    HostLine line(String host) {
        HostLine line = lines.get(host);
        if (line == null) {
            HostPace pace = new HostPace(limits.perHostMax(), limits.hostDelayNs());
            line = new HostLine(host, pace, System.nanoTime());
            lines.put(host, line);
        } else {
            resting.remove(host);
        }
        return line;
    }

    boolean hasPermit() {
        return permits > 0;
    }

    /// `lane` could go on if it had a permit.
    void starve(Lane<?> lane) {
        if (!lane.isStarved) {
            lane.isStarved = true;
            starved.add(lane);
        }
    }

    Permit permit(HostLine line, boolean hadPlace, boolean hadPermit, long nowNs) {
        permits -= hadPermit ? 0 : 1;
        long before = line.start(hadPlace, nowNs);
        wakeInTime(line, nowNs);
        return new Permit(this, line, before);
    }

    void permitsFree(int count) {
        permits += count;
        while (permits > 0 && !starved.isEmpty()) {
            Lane<?> lane = starved.remove();
            lane.isStarved = false;
            permits -= lane.offerPermit() ? 1 : 0;
        }
    }

    /// Something about `line` has changed: whoever may go on does, and nobody's line is forgotten.
    void settled(HostLine line) {
        long nowNs = System.nanoTime();
        line.callNext(nowNs);
        wakeInTime(line, nowNs);
        if (!line.isIdle()) {
            return;
        }
        if (line.pace.isUntouched() && !line.isTooSoon(nowNs)) {
            lines.remove(line.host);
            resting.remove(line.host);
            return;
        }
        resting.put(line.host, line);
        if (resting.size() > limits.hostsMax()) {
            String oldest = resting.firstEntry().getKey();
            resting.remove(oldest);
            lines.remove(oldest);
        }
    }

    /// Looks at `line` again when time alone is no longer in the way.
    void wakeInTime(HostLine line, long nowNs) {
        if (!line.isWanted() || !line.isTooSoon(nowNs)) {
            return;
        }
        long inNs = line.nextStartNs() - epochNs;
        if (line.alarmNs == inNs) {
            return;
        }
        line.alarmNs = inNs;
        alarms.add(new Alarm(line, inNs));
        if (alarmThread == null && !isClosed) {
            alarmThread = Thread.ofVirtual().name("crawl-pace").start(this::ringAlarms);
        }
        alarmChanged.signal();
    }

    /// Not under the lock.
    void ended(HostLine line, int status, long firstByteNs, long comeBackNs) {
        lock.lock();
        try {
            line.ended();
            line.pace.answered(status, firstByteNs);
            if (comeBackNs > 0) {
                line.holdUntil(System.nanoTime() + Math.min(comeBackNs, HostPace.HOLD_MAX_NS));
            }
            permitsFree(1);
            settled(line);
        } finally {
            lock.unlock();
        }
    }

    /// Not under the lock.
    void unused(HostLine line, long startBeforeNs, long startAfterNs) {
        lock.lock();
        try {
            line.takeBack(startBeforeNs, startAfterNs);
            permitsFree(1);
            settled(line);
        } finally {
            lock.unlock();
        }
    }

    private void ringAlarms() {
        lock.lock();
        try {
            while (!isClosed) {
                Alarm next = alarms.peek();
                if (next == null) {
                    alarmChanged.await();
                    continue;
                }
                long leftNs = next.inNs - (System.nanoTime() - epochNs);
                if (leftNs > 0) {
                    long _ = alarmChanged.awaitNanos(leftNs);
                    continue;
                }
                alarms.remove();
                if (next.line.alarmNs == next.inNs) {
                    next.line.alarmNs = Long.MIN_VALUE;
                    settled(next.line);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does this
        } finally {
            lock.unlock();
        }
    }
}
