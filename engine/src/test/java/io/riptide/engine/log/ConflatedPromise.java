package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/// What policies promise under which newer events replace older ones that wait: the newest of each key comes,
/// and every control event, unless the appender had passed it before it was taken over.
///
/// When memory is short, what waits may lack what found none, so that only what must never be missing is
/// compared.
final class ConflatedPromise implements Promise {
    private final LogModel model;
    private final LogCursor cursor;
    private final DeliveryPolicy policy;
    private final boolean isExact;
    private final TreeSet<Long> waiting = new TreeSet<>();
    private final Map<Long, Long> newest = new HashMap<>();

    /// What the appender passed.
    private final BitSet passed = new BitSet();

    /// The first offset that was not taken over.
    private long absorbed;

    /// Whether events go straight from the log to the reader in this poll.
    private boolean isPassing;

    private boolean hasSample;

    ConflatedPromise(LogModel model, LogCursor cursor) {
        this.model = model;
        this.cursor = cursor;
        policy = cursor.policy();
        isExact = !model.isMemoryShort();
        absorbed = cursor.startOffset();
    }

    @Override
    public boolean look(long told) {
        boolean keepsUp = model.published() - told <= cursor.window().events();
        isPassing = policy instanceof DeliveryPolicy.Latest && waiting.isEmpty() && told == absorbed && keepsUp;
        if (isPassing) {
            seePassed();
        } else {
            absorb();
        }
        return false;
    }

    @Override
    public void absorb() {
        seePassed();
        if (isExact) {
            for (; absorbed < model.published(); absorbed++) {
                add(absorbed);
            }
        }
    }

    private void add(long offset) {
        waiting.add(offset);
        if (!model.event(offset).isControl()) {
            Long older = newest.put(keyOf(offset), offset);
            if (older != null) {
                waiting.remove(older);
            }
        }
    }

    private void seePassed() {
        absorbed = isExact ? absorbed : cursor.nextOffset();
        long earliest = model.log().earliestOffset();
        if (earliest > absorbed) {
            passed.set((int) absorbed, (int) earliest);
            absorbed = earliest;
        }
    }

    private long keyOf(long offset) {
        return policy instanceof DeliveryPolicy.Latest ? ModelSchedule.keyOf(offset) : 0;
    }

    @Override
    public void comes(long offset) {
        boolean isDue = !ModelSchedule.RARE_SAMPLE.equals(policy)
                || !hasSample
                || model.event(offset).isControl()
                || model.log().isClosed();
        assertThat(isDue).as("%d is due", offset).isTrue();
        if (isExact) {
            assertThat(offset).isEqualTo(isPassing ? absorbed : waiting.first());
        }
    }

    @Override
    public void taken(long offset) {
        hasSample |= !model.event(offset).isControl();
        if (isPassing) {
            absorbed = offset + 1;
        } else {
            waiting.remove(offset);
            newest.remove(keyOf(offset), offset);
        }
    }

    @Override
    public void misses(long from, long to, GapReason reason) {
        boolean isSample = policy instanceof DeliveryPolicy.Sample;
        assertThat(reason).isEqualTo(isSample ? GapReason.SAMPLE : GapReason.LATEST);
        for (long offset = from; offset <= to; offset++) {
            boolean isControl = model.event(offset).isControl();
            assertThat(!isControl || passed.get((int) offset))
                    .as("missed %d", offset)
                    .isTrue();
        }
        if (isExact) {
            assertThat(isPassing).as("misses something while it keeps up").isFalse();
            assertThat(to + 1).as("the gap is whole").isEqualTo(waiting.first());
        }
    }

    @Override
    public void polled(long told, long next, boolean isCutShort) {
        if (isExact) {
            assertThat(next).isEqualTo(absorbed);
            boolean isWhole = isCutShort || policy instanceof DeliveryPolicy.Sample || isPassing;
            assertThat(isWhole || waiting.isEmpty()).as("all that waited").isTrue();
            assertThat(!isPassing || isCutShort || absorbed == model.published() || told < absorbed)
                    .as("all that was published")
                    .isTrue();
        }
        assertThat(cursor.delivered() + cursor.dropped()).isEqualTo(told - cursor.startOffset());
    }

    @Override
    public boolean isSentAway() {
        return false;
    }

    @Override
    public boolean holdsNothing() {
        return isExact && waiting.isEmpty();
    }

    @Override
    public void ended(long start, long told, BitSet received) {
        assertThat(told).isLessThanOrEqualTo(model.published());
        if (!isExact) {
            return;
        }
        assertThat(told).isEqualTo(model.published());
        Map<Long, Long> last = new HashMap<>();
        for (long offset = cursor.startOffset(); offset < model.published(); offset++) {
            if (!model.event(offset).isControl() && !passed.get((int) offset)) {
                last.put(keyOf(offset), offset);
            }
        }
        last.forEach((key, offset) -> assertThat(received.get(offset.intValue()))
                .as("newest of key %d", key)
                .isTrue());
    }
}
