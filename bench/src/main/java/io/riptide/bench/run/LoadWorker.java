package io.riptide.bench.run;

import io.riptide.bench.wire.ProbeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One thread of a load: its share of the connections, and of what an open loop is to ask.
///
/// Of an open loop with *n* workers, worker *i* takes the requests *i*, *i + n*, *i + 2n*, … .
///
/// - **Threading:** its own; the coordinator reads [#counters], [#timings] and, once it has ended, [#lanes].
/// - **Bounds:** connects at most [#OPENING_MAX] at a time; after an error a connection rests [#REST_NS], so
///   that a server that is down is not asked without end.
final class LoadWorker implements Runnable {
    private static final int READ_BYTES = 64 * 1024;
    private static final int OPENING_MAX = 128;
    private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SELECT_MS_MAX = 50;

    /// After the end: how long the last messages of a topic may take, and the requests in flight.
    private static final long TAIL_NS = TimeUnit.SECONDS.toNanos(5);

    private final LoadPlan plan;
    private final int index;
    private final LoadClock clock;
    private final ErrorCounts errors;
    private final TopicPublisher publisher;
    private final LoadCounters counters = new LoadCounters();
    private final Timings timings;
    private final List<Lane> lanes = new ArrayList<>();

    /// Lanes that have yet to ask for the first time.
    private final Deque<Lane> unopened = new ArrayDeque<>();

    /// Lanes of an open loop that are free.
    private final Deque<Lane> free = new ArrayDeque<>();

    /// Lanes that rest after an error, the longest first, and until when.
    private final Deque<Lane> resting = new ArrayDeque<>();
    private final Deque<Long> restingUntilNs = new ArrayDeque<>();

    /// When requests that wait for a lane were due.
    private final Deque<Long> waitingSinceNs = new ArrayDeque<>();

    private long nextArrival;
    private long nextLookNs;

    LoadWorker(LoadPlan plan, int index, LoadClock clock, ErrorCounts errors, TopicPublisher publisher) {
        this.plan = plan;
        this.index = index;
        this.clock = clock;
        this.errors = errors;
        this.publisher = publisher;
        this.timings = new Timings(plan.asks().size());
        this.nextArrival = index;
    }

    LoadCounters counters() {
        return counters;
    }

    Timings timings() {
        return timings;
    }

    List<Lane> lanes() {
        return lanes;
    }

    @Override
    public void run() {
        try (Selector selector = Selector.open()) {
            addLanes(selector);
            while (!isDone(System.nanoTime())) {
                work(selector);
            }
            countTail();
        } catch (IOException e) {
            errors.add(e);
        } finally {
            lanes.forEach(Lane::close);
        }
    }

    private void addLanes(Selector selector) {
        boolean isFresh = switch (plan.arrival()) {
            case Arrival.Closed closed -> closed.isFresh();
            case Arrival.Open open -> open.isFresh();
            case Arrival.Standing() -> false;
        };
        Lane.Share share = new Lane.Share(
                selector,
                clock,
                counters,
                timings,
                ByteBuffer.allocateDirect(READ_BYTES),
                isFresh,
                plan.arrival() instanceof Arrival.Open);
        // Those that stop come first, so that the others are measured beside them from their first event on.
        int all = plan.stopped() + plan.connections();
        for (int i = index; i < all; i += plan.threads()) {
            int askIndex = i % plan.asks().size();
            lanes.add(new Lane(share, plan.asks().get(askIndex), askIndex, i < plan.stopped()));
        }
        if (plan.arrival() instanceof Arrival.Open) {
            free.addAll(lanes);
        } else {
            unopened.addAll(lanes);
        }
    }

    private void work(Selector selector) throws IOException {
        long nowNs = System.nanoTime();
        for (int i = 0; i < OPENING_MAX && !unopened.isEmpty(); i++) {
            begin(unopened.removeFirst(), nowNs);
        }
        while (!resting.isEmpty() && restingUntilNs.getFirst() <= nowNs) {
            restingUntilNs.removeFirst();
            Lane rested = resting.removeFirst();
            if (!clock.isOver(nowNs)) {
                begin(rested, nowNs);
            }
        }
        if (plan.arrival() instanceof Arrival.Open open) {
            arrive(open.pattern(), nowNs);
        }
        select(selector, nowNs);
        if (nowNs >= nextLookNs) {
            nextLookNs = nowNs + LOOK_NS;
            look(nowNs);
        }
    }

    private void arrive(Pattern pattern, long nowNs) {
        LoadClock.Times times = clock.times();
        while (times.beginNs() <= nowNs) {
            long dueNs = times.beginNs() + pattern.dueNs(nextArrival);
            if (dueNs > nowNs || dueNs >= times.endNs()) {
                break;
            }
            waitingSinceNs.addLast(dueNs);
            nextArrival += plan.threads();
        }
        while (!waitingSinceNs.isEmpty() && !free.isEmpty()) {
            begin(free.removeFirst(), waitingSinceNs.removeFirst());
        }
        counters.waiting.set(waitingSinceNs.size());
    }

    private void begin(Lane lane, long dueNs) {
        try {
            lane.begin(dueNs);
        } catch (IOException e) {
            fail(lane, e);
        }
    }

    private void select(Selector selector, long nowNs) throws IOException {
        long waitMs = plan.spins() ? 0 : Math.min(SELECT_MS_MAX, TimeUnit.NANOSECONDS.toMillis(dueInNs(nowNs)));
        int ready = waitMs <= 0
                ? selector.selectNow(key -> advance((Lane) key.attachment()))
                : selector.select(key -> advance((Lane) key.attachment()), waitMs);
        if (ready == 0 && waitMs <= 0) {
            Thread.onSpinWait();
        }
    }

    /// How long there is nothing to begin; a selector sleeps whole milliseconds only, so the last one is spun.
    private long dueInNs(long nowNs) {
        if (!unopened.isEmpty()) {
            return 0;
        }
        long dueInNs = TimeUnit.MILLISECONDS.toNanos(SELECT_MS_MAX);
        if (!resting.isEmpty()) {
            dueInNs = Math.min(dueInNs, restingUntilNs.getFirst() - nowNs);
        }
        LoadClock.Times times = clock.times();
        if (plan.arrival() instanceof Arrival.Open open && times.beginNs() <= nowNs) {
            dueInNs = Math.min(dueInNs, times.beginNs() + open.pattern().dueNs(nextArrival) - nowNs);
        }
        return dueInNs;
    }

    private void advance(Lane lane) {
        try {
            if (lane.advance()) {
                again(lane);
            }
        } catch (IOException e) {
            fail(lane, e);
        }
    }

    /// The lane's answer is whole.
    private void again(Lane lane) {
        long nowNs = System.nanoTime();
        switch (plan.arrival()) {
            case Arrival.Closed _ -> {
                if (!clock.isOver(nowNs)) {
                    begin(lane, nowNs);
                }
            }
            case Arrival.Open open -> {
                free.addLast(lane);
                arrive(open.pattern(), nowNs);
            }
            case Arrival.Standing() ->
                fail(lane, new ProbeException(ProbeException.CONTENT, "a stream ended before its time"));
        }
    }

    private void fail(Lane lane, IOException e) {
        lane.fail();
        // What a server that was stopped on purpose cuts off is no error of the load; the end cuts as well.
        if (!clock.isStopped()) {
            errors.add(e);
        }
        if (plan.arrival() instanceof Arrival.Open) {
            free.addLast(lane);
        } else {
            resting.addLast(lane);
            restingUntilNs.addLast(System.nanoTime() + REST_NS);
        }
    }

    private void look(long nowNs) {
        for (Lane lane : lanes) {
            try {
                lane.failIfLate(nowNs, PATIENCE_NS);
                lane.failIfFaulty();
            } catch (ProbeException e) {
                fail(lane, e);
            }
        }
    }

    private boolean isDone(long nowNs) {
        if (clock.isStopped()) {
            return true;
        }
        long endNs = clock.times().endNs();
        if (nowNs < endNs) {
            return false;
        }
        if (nowNs - endNs > TAIL_NS) {
            return true;
        }
        return plan.arrival() instanceof Arrival.Standing ? hasLastMessages() : isIdle();
    }

    private boolean isIdle() {
        return waitingSinceNs.isEmpty()
                && !hasArrivals()
                && lanes.stream().noneMatch(lane -> lane.isBusy() && !lane.stops());
    }

    /// Whether a request was due before the end that has not even begun to wait: who slept past the end owes
    /// it.
    private boolean hasArrivals() {
        LoadClock.Times times = clock.times();
        return plan.arrival() instanceof Arrival.Open open
                && times.beginNs() + open.pattern().dueNs(nextArrival) < times.endNs();
    }

    private boolean hasLastMessages() {
        return plan.publishing().isEmpty()
                || (publisher.isDone()
                        && lanes.stream()
                                .noneMatch(lane ->
                                        lane.isBusy() && !lane.stops() && lane.lastNumber() < publisher.last()));
    }

    /// What was still to come when the time was over.
    private void countTail() {
        if (clock.isStopped()) {
            return;
        }
        for (Lane lane : lanes) {
            if (!lane.isBusy() || lane.stops()) {
                continue;
            }
            if (plan.publishing().isPresent()) {
                counters.dropped.add(Math.max(0, publisher.last() - Math.max(lane.lastNumber(), -1)));
            } else if (!(plan.arrival() instanceof Arrival.Standing)) {
                errors.add(unanswered());
            }
        }
        while (!waitingSinceNs.isEmpty()) {
            waitingSinceNs.removeFirst();
            errors.add(unanswered());
        }
    }

    private static ProbeException unanswered() {
        return new ProbeException(
                ProbeException.TIMEOUT,
                "no whole answer " + TimeUnit.NANOSECONDS.toSeconds(TAIL_NS) + " s after the end of the load");
    }
}
