package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.testing.Payloads;
import java.util.BitSet;

/// One client of a [LogModel]: what it was told, over all the cursors it had one after the other.
///
/// Each offset from the client's start on is told once, in order, as an event or inside one gap. What has to
/// come next and what may be missing is said by its [Promise].
final class ModelReader {
    private static final int POLLS_MAX = 20_000;

    private final LogModel model;
    private final DeliveryPolicy policy;
    private final long startOffset;
    private final BitSet received = new BitSet();
    private LogCursor cursor;
    private Promise promise;

    /// The first offset it knows nothing of.
    private long told;

    /// How far the appender knows that the cursor has read, as an offset and as a position.
    private long readOffset;

    private long readPosition;
    private int acceptsLeft;
    private boolean isDeclined;

    ModelReader(LogModel model, long offset, DeliveryPolicy policy, Window window) {
        this.model = model;
        this.policy = policy;
        startOffset = Math.min(offset, model.published());
        told = startOffset;
        long heldAtOpen = model.log().earliestOffset();
        cursor = model.log().open(offset, policy, window, () -> {});
        promise = Promise.of(model, cursor, heldAtOpen);
        opened(heldAtOpen);
    }

    LogCursor cursor() {
        return cursor;
    }

    long readOffset() {
        return readOffset;
    }

    long readPosition() {
        return readPosition;
    }

    /// Whether it surely has no memory of its own.
    boolean holdsNothing() {
        return promise.holdsNothing();
    }

    void resize(Window window) {
        cursor.window(window);
    }

    /// Goes, and comes back as clients do: with the id of the last they were told.
    void resume(Window window) {
        assertThat(cursor.untoldOffset()).as("where another goes on").isEqualTo(told);
        cursor.close();
        EventLog log = model.log();
        long heldAtOpen = log.earliestOffset();
        long next = told == 0
                ? 0
                : log.offsetOf(CursorId.format(log.epoch(), told - 1)).orElseThrow() + 1;
        cursor = log.open(next, policy, window, () -> {});
        promise = Promise.of(model, cursor, heldAtOpen);
        opened(heldAtOpen);
    }

    private void opened(long heldAtOpen) {
        assertThat(cursor.startOffset()).isEqualTo(told);
        readOffset = told;
        readPosition = model.positionOf(Math.max(told, heldAtOpen));
    }

    void absorb() {
        if (cursor.conflates()) {
            promise.absorb();
        }
        cursor.absorb();
        seeRead();
    }

    void poll(int limit, int accepts) {
        acceptsLeft = accepts;
        isDeclined = false;
        long deliveredBefore = cursor.delivered();
        boolean isSentAway = promise.look(told);
        int taken = cursor.poll(new Checked(), limit);
        assertThat(taken == LogCursor.OVERRUN).as("sent away").isEqualTo(isSentAway);
        if (isSentAway) {
            assertThat(cursor.delivered()).isEqualTo(deliveredBefore);
            return;
        }
        assertThat((long) taken).isEqualTo(cursor.delivered() - deliveredBefore).isLessThanOrEqualTo(limit);
        seeRead();
        promise.polled(told, cursor.nextOffset(), isDeclined || taken == limit);
    }

    /// Reads until nothing more comes; then all is told, and the log's last event has come if there is one.
    void readToEnd(boolean hasTerminal) {
        int pollsLeft = POLLS_MAX;
        while (!promise.isSentAway() && !cursor.isDrained()) {
            poll(1_000, 1_000);
            assertThat(pollsLeft--).as("comes to an end").isPositive();
        }
        if (promise.isSentAway()) {
            return;
        }
        long last = model.published() - 1;
        if (hasTerminal && startOffset <= last) {
            assertThat(received.get((int) last)).as("the last event has come").isTrue();
        }
        promise.ended(startOffset, told, received);
    }

    private void seeRead() {
        readOffset = cursor.nextOffset();
        readPosition = Math.max(readPosition, model.positionOf(readOffset));
    }

    /// Declines when the schedule says so, and compares all else with the promise.
    private final class Checked implements RecordHandler {
        @Override
        public boolean onRecord(Segment segment, int index) {
            long offset = RecordLayout.offset(segment.buffer(), index);
            assertThat(offset).as("in order").isEqualTo(told);
            LogModel.Event event = model.event(offset);
            int length = RecordLayout.payloadLength(segment.buffer(), index);
            int flags = RecordLayout.flags(segment.buffer(), index);
            assertThat(offset).as("published").isLessThan(model.published());
            assertThat(length).isEqualTo(event.length());
            assertThat(RecordLayout.priority(segment.buffer(), index)).isEqualTo(event.priority());
            assertThat((flags & RecordLayout.FLAG_CONTROL) != 0).isEqualTo(event.isControl());
            assertThat(Payloads.isIntact(segment.buffer(), RecordLayout.payloadIndex(index), length, offset))
                    .as("payload of %d", offset)
                    .isTrue();
            promise.comes(offset);
            if (!accepts()) {
                return false;
            }
            promise.taken(offset);
            received.set((int) offset);
            told = offset + 1;
            return true;
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            assertThat(from).as("gap begins").isEqualTo(told).isLessThanOrEqualTo(to);
            promise.misses(from, to, reason);
            if (!accepts()) {
                return false;
            }
            told = to + 1;
            return true;
        }

        private boolean accepts() {
            isDeclined = acceptsLeft-- <= 0;
            return !isDeclined;
        }
    }
}
