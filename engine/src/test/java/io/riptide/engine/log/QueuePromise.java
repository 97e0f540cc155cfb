package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// What policies promise that deliver what waits in its order, or not at all.
///
/// All that is missing is in one map, with its reason: what the appender passed, and what a poll that found
/// more than the window doomed. Control events are never doomed, nor is what was there when the cursor was
/// opened. One who was passed is judged anew.
final class QueuePromise implements Promise {
    private final LogModel model;
    private final LogCursor cursor;
    private final DeliveryPolicy policy;
    private final long heldAtOpen;
    private final long backlogEnd;
    private final TreeMap<Long, GapReason> missing = new TreeMap<>();

    /// The first offset that is neither delivered nor known to be missing.
    private long next;

    /// Where the last poll ended, or the appender's passing.
    private long polledFrom;

    /// What was doomed is below.
    private long judgedUntil;

    /// How many of the doomed have not been passed: they do not count as waiting. Where priorities play no
    /// part, so do the control events among them, until the reader gets there.
    private long condemned;

    /// Where under `drop_newest` the doomed begin.
    private long keptUntil;

    private boolean isSentAway;

    QueuePromise(LogModel model, LogCursor cursor, long heldAtOpen) {
        this.model = model;
        this.cursor = cursor;
        this.policy = cursor.policy();
        this.heldAtOpen = heldAtOpen;
        this.backlogEnd = model.published();
        this.next = cursor.startOffset();
        this.polledFrom = next;
    }

    @Override
    public boolean look(long told) {
        long earliest = model.log().earliestOffset();
        boolean isPassed = earliest > Math.max(next, heldAtOpen);
        isSentAway |= isPassed && policy instanceof DeliveryPolicy.Disconnect;
        if (isSentAway) {
            return true;
        }
        if (earliest > next) {
            pass(earliest, isPassed);
        }
        condemned = Math.min(condemned, Math.max(0, judgedUntil - next));
        if (surplus() > condemned) {
            isSentAway = policy instanceof DeliveryPolicy.Disconnect;
            doom();
        }
        return isSentAway;
    }

    private void pass(long earliest, boolean isPassed) {
        assertThat(isPassed && policy.gates()).as("passed one who gates").isFalse();
        boolean isDrop = isPassed && policy instanceof DeliveryPolicy.DropOldest;
        missing.tailMap(next, true).clear();
        for (; next < earliest; next++) {
            missing.put(next, isDrop ? GapReason.DROP_OLDEST : GapReason.EXPIRED);
        }
        polledFrom = next;
        judgedUntil = 0;
        condemned = 0;
    }

    private long surplus() {
        return model.published() - next - allowed();
    }

    private long allowed() {
        return cursor.window().events() + Math.max(0, backlogEnd - next);
    }

    private void doom() {
        long published = model.published();
        switch (policy) {
            case DeliveryPolicy.DropOldest _
            when model.hasPriorities() -> doomLowest(Comparator.naturalOrder(), GapReason.DROP_OLDEST);
            case DeliveryPolicy.DropNewest _
            when model.hasPriorities() -> doomLowest(Comparator.reverseOrder(), GapReason.DROP_NEWEST);
            case DeliveryPolicy.DropOldest _ -> {
                judgedUntil = Math.max(judgedUntil, published - allowed());
                condemned = Math.max(0, judgedUntil - Math.max(next, backlogEnd));
                doomData(backlogEnd, judgedUntil, GapReason.DROP_OLDEST);
            }
            case DeliveryPolicy.DropNewest _ -> {
                keptUntil = next >= judgedUntil ? next + allowed() : keptUntil;
                judgedUntil = published;
                condemned = judgedUntil - Math.max(next, keptUntil);
                doomData(keptUntil, published, GapReason.DROP_NEWEST);
            }
            case DeliveryPolicy.Block _,
                    DeliveryPolicy.Disconnect _,
                    DeliveryPolicy.Latest _,
                    DeliveryPolicy.Sample _ -> {}
        }
    }

    private void doomLowest(Comparator<Long> age, GapReason reason) {
        missing.tailMap(next, true).clear();
        List<Long> lowest = data(backlogEnd, model.published())
                .boxed()
                .sorted(Comparator.comparingInt(
                                (Long offset) -> model.event(offset).priority())
                        .thenComparing(age))
                .limit(surplus())
                .toList();
        condemned = lowest.size();
        lowest.forEach(offset -> missing.put(offset, reason));
        judgedUntil = model.published();
        keptUntil = backlogEnd;
    }

    private void doomData(long from, long to, GapReason reason) {
        data(from, to).forEach(offset -> missing.put(offset, reason));
    }

    private LongStream data(long from, long to) {
        return LongStream.range(Math.max(next, from), to)
                .filter(offset -> !model.event(offset).isControl());
    }

    @Override
    public void comes(long offset) {
        assertThat(missing.get(offset)).as("doomed %d", offset).isNull();
    }

    @Override
    public void taken(long offset) {
        next = offset + 1;
    }

    @Override
    public void misses(long from, long to, GapReason reason) {
        for (long offset = from; offset <= to; offset++) {
            assertThat(missing.get(offset))
                    .as("missed %d of %d..%d", offset, from, to)
                    .isNotNull();
        }
        assertThat(missing.get(to + 1)).as("the gap is whole").isNull();
        assertThat(reason).isEqualTo(missing.get(from));
        next = Math.max(next, to + 1);
    }

    @Override
    public void polled(long told, long nextOffset, boolean isCutShort) {
        for (long offset = told; offset < nextOffset; offset++) {
            assertThat(missing.get(offset)).as("passed over %d", offset).isNotNull();
        }
        condemned -= missing.subMap(polledFrom, nextOffset).size();
        next = nextOffset;
        polledFrom = nextOffset;
        if (!isCutShort) {
            assertThat(told).as("all that waited").isEqualTo(model.published());
        }
        assertThat(cursor.dropped()).isEqualTo(nextOffset - cursor.startOffset() - cursor.delivered());
    }

    @Override
    public boolean isSentAway() {
        return isSentAway;
    }

    @Override
    public boolean holdsNothing() {
        return true;
    }

    @Override
    public void ended(long start, long told, BitSet received) {
        assertThat(told).isEqualTo(model.published());
    }
}
