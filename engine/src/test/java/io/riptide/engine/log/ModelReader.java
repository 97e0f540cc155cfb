package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.memory.Segment;

/// One cursor of a [LogModel], with what its policy allows to be lost.
final class ModelReader {
    private final LogModel model;
    private final LogCursor cursor;
    private final CoverageHandler coverage;
    private final long backlogEnd;
    private final long heldAtOpen;
    private long toldOffset;
    private int acceptsLeft;

    /// No event from here on was dropped by the policy, whatever it is.
    private long dropBound;

    private boolean isOverrun;

    ModelReader(LogModel model, long offset, DeliveryPolicy policy, Window window) {
        this.model = model;
        backlogEnd = model.published();
        heldAtOpen = model.log().earliestOffset();
        cursor = model.log().open(offset, policy, window, () -> {});
        coverage = new CoverageHandler(cursor.startOffset());
        toldOffset = cursor.startOffset();
        assertThat(cursor.startOffset()).isEqualTo(Math.min(offset, model.published()));
    }

    LogCursor cursor() {
        return cursor;
    }

    /// How far the appender knows that it read.
    long toldOffset() {
        return toldOffset;
    }

    long heldAtOpen() {
        return heldAtOpen;
    }

    void poll(int limit, int accepts) {
        acceptsLeft = accepts;
        long next = cursor.nextOffset();
        long lag = model.published() - next;
        long earliest = model.log().earliestOffset();
        switch (cursor.policy()) {
            case DeliveryPolicy.DropOldest _ ->
                allowDropsBelow(model.published() - cursor.window().events(), lag);
            case DeliveryPolicy.DropNewest _ -> allowDropsBelow(model.published(), lag);
            default -> dropBound = 0;
        }
        long before = coverage.delivered();
        int taken = cursor.poll(new Checked(), limit);
        if (taken == LogCursor.OVERRUN) {
            boolean isLapped = earliest > Math.max(next, heldAtOpen);
            assertThat(cursor.policy()).isInstanceOf(DeliveryPolicy.Disconnect.class);
            assertThat(isOverrun || isLapped || lag > cursor.window().events()).isTrue();
            isOverrun = true;
            return;
        }
        assertThat(isOverrun).as("sent away for good").isFalse();
        assertThat((long) taken).isEqualTo(coverage.delivered() - before).isLessThanOrEqualTo(limit);
        assertThat(cursor.delivered()).isEqualTo(coverage.delivered());
        assertThat(cursor.dropped()).isEqualTo(cursor.nextOffset() - cursor.startOffset() - cursor.delivered());
        toldOffset = cursor.nextOffset();
    }

    void readToEnd() {
        int pollsLeft = 10_000;
        while (!isOverrun && !cursor.isDrained()) {
            poll(1_000, 1_000);
            assertThat(pollsLeft--).as("comes to an end").isPositive();
        }
        if (!isOverrun) {
            assertThat(coverage.next()).isEqualTo(model.published());
            assertThat(coverage.delivered() + coverage.missed()).isEqualTo(model.published() - cursor.startOffset());
        }
    }

    private void allowDropsBelow(long bound, long lag) {
        if (lag > cursor.window().events()) {
            dropBound = Math.max(dropBound, bound);
        }
    }

    private boolean mayBeMissed(long offset) {
        if (offset < model.log().earliestOffset()) {
            // No longer held; one who gates misses only what was not held when it came.
            return !cursor.policy().gates() || offset < heldAtOpen;
        }
        return offset >= backlogEnd && offset < dropBound && !model.isControl(offset);
    }

    /// Declines when the model says so, and checks each gap against the policy.
    private final class Checked implements RecordHandler {
        @Override
        public boolean onRecord(Segment segment, int index) {
            boolean isControl = (RecordLayout.flags(segment.buffer(), index) & RecordLayout.FLAG_CONTROL) != 0;
            assertThat(isControl).isEqualTo(model.isControl(RecordLayout.offset(segment.buffer(), index)));
            return acceptsLeft-- > 0 && coverage.onRecord(segment, index);
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            if (acceptsLeft-- <= 0) {
                return false;
            }
            for (long offset = from; offset <= to; offset++) {
                assertThat(mayBeMissed(offset))
                        .as("missed %d of %d..%d", offset, from, to)
                        .isTrue();
            }
            assertThat(to + 1 == cursor.nextOffset()).as("the gap is whole").isTrue();
            return coverage.onGap(from, to, reason);
        }
    }
}
