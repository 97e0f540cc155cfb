package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.RecordingHandler;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();

    @Test
    void anEmptyLogHoldsNoMemory() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(7, BLOCK, LogRig.WIDE);
            assertThat(rig.budget().reserved()).isZero();
            assertThat(cursor.startOffset()).isZero();
            assertThat(cursor.poll(new RecordingHandler(), 1)).isZero();
            assertThat(rig.log().earliestOffset()).isZero();
            rig.publish(1);
            assertThat(LogRig.drain(cursor)).containsExactly("0");
        }
    }

    @Test
    void segmentsGrowByDoublingToSixtyFourKibibytes() {
        try (LogRig rig = LogRig.keepingAll()) {
            long[] expected = {4, 12, 28, 60, 124, 188, 252};
            for (long kibibytes : expected) {
                rig.publish((int) (kibibytes * 1024 / LogRig.RECORD - rig.log().publishedOffset()));
                assertThat(rig.budget().reserved()).isEqualTo(kibibytes * 1024);
            }
        }
    }

    @Test
    void whatAGatingCursorHasNotReadIsNeverEvicted() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            rig.publish(10_000);
            assertThat(rig.log().earliestOffset()).isZero();
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(0, 9_999));
        }
    }

    @Test
    void whatEverybodyHasReadGoesWithTheNextSegment() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            for (int i = 0; i < 100; i++) {
                rig.publish(512);
                LogRig.drain(cursor);
            }
            assertThat(rig.budget().reserved()).isLessThanOrEqualTo(2 * 64 * 1024);
        }
    }

    @Test
    void retentionKeepsItsBytesAndLittleMore() {
        try (LogRig rig = new LogRig(Retention.ofBytes(200 * 1024), 16L << 20)) {
            rig.publish(20_000);
            long held = (20_000 - rig.log().earliestOffset()) * LogRig.RECORD;
            assertThat(held).isBetween(200L * 1024, 200L * 1024 + 2 * 64 * 1024);
            assertThat(rig.budget().reserved()).isLessThanOrEqualTo(200L * 1024 + 2 * 64 * 1024);
        }
    }

    @Test
    void aCursorThatMayBeLappedIsNotLappedInsideItsWindow() {
        for (DeliveryPolicy policy : List.of(
                new DeliveryPolicy.DropOldest(), new DeliveryPolicy.DropNewest(), new DeliveryPolicy.Disconnect())) {
            try (LogRig rig = LogRig.keepingNothing()) {
                LogCursor cursor = rig.open(0, policy, new Window(100_000, 400 * LogRig.RECORD));
                for (int i = 0; i < 50; i++) {
                    rig.publish(400);
                    assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(i * 400L, i * 400L + 399));
                }
            }
        }
    }

    @Test
    void aCursorBehindItsWindowInBytesIsLappedAndToldSo() {
        try (LogRig rig = LogRig.keepingNothing()) {
            Window window = new Window(1_000_000, 1);
            LogCursor oldest = rig.open(0, new DeliveryPolicy.DropOldest(), window);
            LogCursor newest = rig.open(0, new DeliveryPolicy.DropNewest(), window);
            LogCursor disconnect = rig.open(0, new DeliveryPolicy.Disconnect(), window);
            rig.publish(2_000);
            long earliest = rig.log().earliestOffset();
            assertThat(LogRig.drain(oldest))
                    .startsWith("0.." + (earliest - 1) + " DROP_OLDEST", Long.toString(earliest))
                    .endsWith("1999");
            assertThat(LogRig.drain(newest)).startsWith("0.." + (earliest - 1) + " EXPIRED", Long.toString(earliest));
            RecordingHandler handler = new RecordingHandler();
            assertThat(disconnect.poll(handler, 1)).isEqualTo(LogCursor.OVERRUN);
            assertThat(disconnect.poll(handler, 1)).isEqualTo(LogCursor.OVERRUN);
            assertThat(handler.asked()).isZero();
        }
    }

    @Test
    void aCursorLappedBetweenTwoPollsGoesOnWithoutGapOrRepeat() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropOldest(), new Window(1_000_000, 1));
            RecordingHandler handler = new RecordingHandler();
            rig.publish(10);
            cursor.poll(handler, 5);
            rig.publish(2_000);
            cursor.poll(handler, 10_000);
            long earliest = rig.log().earliestOffset();
            assertThat(handler.seen().subList(5, 7))
                    .containsExactly("5.." + (earliest - 1) + " DROP_OLDEST", Long.toString(earliest));
            assertThat(cursor.delivered() + cursor.dropped()).isEqualTo(2_010);
        }
    }

    @Test
    void freeingGivesAllMemoryBackAtOnce() {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(5_000);
            rig.log().free();
            rig.log().free();
            assertThat(rig.budget().reserved()).isZero();
            assertThat(rig.log().isClosed()).isTrue();
            assertThat(rig.log().publishedOffset()).isEqualTo(5_000);
            assertThat(rig.log().earliestOffset()).isEqualTo(5_000);
            assertThat(rig.append()).isEqualTo(EventLog.CLOSED);
            assertThat(rig.open(0, BLOCK, LogRig.WIDE).isDrained()).isTrue();
        }
    }

    @Test
    void aCursorIdOfThisLogIsAnOffsetAndOneOfAnotherIsNot() {
        try (LogRig rig = LogRig.keepingAll();
                LogRig other = LogRig.keepingAll()) {
            String id = CursorId.format(rig.log().epoch(), 12);
            assertThat(rig.log().offsetOf(id)).hasValue(12);
            assertThat(other.log().offsetOf(id)).isEmpty();
        }
    }

    @Test
    void boundsOutsideOfWhatASegmentHoldsAreRefused() {
        try (LogRig rig = LogRig.keepingAll()) {
            ByteBudget budget = rig.budget();
            for (int bytes : new int[] {0, -1, EventLog.EVENT_BYTES_MAX + 1}) {
                assertThatThrownBy(() -> new EventLog(rig.pool(), budget, Retention.NONE, bytes))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> Retention.ofBytes(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Window(0, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Window(1, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
