package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.RecordingHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogCursorTest {
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();

    static List<DeliveryPolicy> policies() {
        return List.of(
                BLOCK,
                new DeliveryPolicy.DropOldest(),
                new DeliveryPolicy.DropNewest(),
                new DeliveryPolicy.Disconnect());
    }

    static Stream<DeliveryPolicy> policiesThatDoNotGate() {
        return policies().stream().filter(policy -> !policy.gates());
    }

    @Test
    void eventsCannotBeSeenBeforeTheyArePublished() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            rig.append();
            rig.append();
            assertThat(cursor.hasMore()).isFalse();
            assertThat(cursor.poll(new RecordingHandler(), 10)).isZero();
            rig.appender().publish();
            assertThat(LogRig.drain(cursor)).containsExactly("0", "1");
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void whoKeepsUpGetsEveryEventOnceInOrder(DeliveryPolicy policy) {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, policy, new Window(64, 64 * 1024));
            RecordingHandler handler = new RecordingHandler();
            for (int i = 0; i < 200; i++) {
                rig.publish(40);
                while (cursor.hasMore()) {
                    cursor.poll(handler, 7);
                }
            }
            assertThat(handler.seen()).isEqualTo(LogRig.events(0, 7_999));
            assertThat(cursor.delivered()).isEqualTo(8_000);
            assertThat(cursor.dropped()).isZero();
            assertThat(rig.budget().reserved()).isLessThanOrEqualTo(3 * 64 * 1024);
        }
    }

    @Test
    void eventsOfAnyLengthFollowEachOtherAcrossSegments() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            int[] lengths = {24, 4_000, 100_000, 25, 65_504, 65_505, 24, 1_000_000, 31, 32, 33};
            for (int i = 0; i < 22; i++) {
                assertThat(rig.append(lengths[i % lengths.length])).isEqualTo(i);
            }
            rig.appender().publish();
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(0, 21));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 95, 96, 97, 500, 999, 1_000, 1_001, 5_000})
    void aCursorOpensAtAnyOffset(int offset) {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(1_000);
            LogCursor cursor = rig.open(offset, BLOCK, LogRig.WIDE);
            int start = Math.min(offset, 1_000);
            assertThat(cursor.startOffset()).isEqualTo(start);
            assertThat(cursor.lag()).isEqualTo(1_000 - start);
            rig.publish(1);
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(start, 1_000));
        }
    }

    @Test
    void aCursorOpensBetweenAppendAndPublish() {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(3);
            rig.append();
            LogCursor cursor = rig.open(9, BLOCK, LogRig.WIDE);
            assertThat(cursor.startOffset()).isEqualTo(3);
            rig.appender().publish();
            assertThat(LogRig.drain(cursor)).containsExactly("3");
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aStartThatIsNoLongerHeldIsToldAsOneGap(DeliveryPolicy policy) {
        try (LogRig rig = LogRig.keepingNothing()) {
            rig.publish(1_000);
            long earliest = rig.log().earliestOffset();
            assertThat(earliest).isBetween(1L, 999L);
            LogCursor cursor = rig.open(5, policy, new Window(1, 1));
            List<String> seen = LogRig.drain(cursor);
            assertThat(seen.getFirst()).isEqualTo("5.." + (earliest - 1) + " EXPIRED");
            assertThat(seen.subList(1, seen.size())).isEqualTo(LogRig.events(earliest, 999));
            assertThat(cursor.dropped()).isEqualTo(earliest - 5);
        }
    }

    @Test
    void theWindowBoundsEventsAheadOfAGatingCursor() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, new Window(4, 1 << 20));
            rig.publish(4);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
            cursor.poll(new RecordingHandler(), 1);
            assertThat(rig.append()).isEqualTo(4);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
        }
    }

    @Test
    void theWindowBoundsBytesAheadOfAGatingCursor() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, new Window(1_000, 2 * LogRig.RECORD));
            rig.publish(2);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
            cursor.poll(new RecordingHandler(), 1);
            assertThat(rig.append(50_000))
                    .as("the one that reaches the bound passes")
                    .isEqualTo(2);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
        }
    }

    @Test
    void theSlowestGatingCursorDecidesUntilItCloses() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor slow = rig.open(0, BLOCK, new Window(2, 1 << 20));
            LogCursor fast = rig.open(0, BLOCK, new Window(100, 1 << 20));
            rig.publish(2);
            assertThat(LogRig.drain(fast)).hasSize(2);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
            slow.close();
            slow.close();
            assertThat(rig.log().cursorCount()).isOne();
            rig.publish(100);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
        }
    }

    @Test
    void aNewWindowHoldsAtOnce() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, new Window(100, 1 << 20));
            rig.publish(2);
            cursor.window(new Window(2, 1 << 20));
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
            cursor.window(new Window(3, 1 << 20));
            assertThat(rig.append()).isEqualTo(2);
            assertThat(cursor.window()).isEqualTo(new Window(3, 1 << 20));
        }
    }

    @Test
    void controlPassesAClosedWindow() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, new Window(1, 1));
            rig.publish(1);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
            assertThat(rig.appendControl()).isEqualTo(1);
            rig.appender().publish();
            assertThat(LogRig.drain(cursor)).containsExactly("0", "1");
        }
    }

    @Test
    void dropOldestKeepsAWindowOfTheNewest() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropOldest(), new Window(4, 1 << 20));
            rig.publish(10);
            assertThat(LogRig.drain(cursor)).containsExactly("0..5 DROP_OLDEST", "6", "7", "8", "9");
            assertThat(cursor.dropped()).isEqualTo(6);
            rig.publish(4);
            assertThat(LogRig.drain(cursor)).containsExactly("10", "11", "12", "13");
        }
    }

    @Test
    void dropNewestKeepsAWindowOfTheOldest() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropNewest(), new Window(4, 1 << 20));
            rig.publish(10);
            assertThat(LogRig.drain(cursor)).containsExactly("0", "1", "2", "3", "4..9 DROP_NEWEST");
            rig.publish(4);
            assertThat(LogRig.drain(cursor)).containsExactly("10", "11", "12", "13");
        }
    }

    @Test
    void dropNewestKeepsTheSameOldestHoweverOftenItIsPolled() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropNewest(), new Window(4, 1 << 20));
            RecordingHandler handler = new RecordingHandler();
            rig.publish(10);
            cursor.poll(handler, 2);
            rig.publish(3);
            cursor.poll(handler, 100);
            assertThat(handler.seen()).containsExactly("0", "1", "2", "3", "4..12 DROP_NEWEST");
        }
    }

    @Test
    void disconnectIsForGood() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.Disconnect(), new Window(4, 1 << 20));
            rig.publish(4);
            RecordingHandler handler = new RecordingHandler();
            assertThat(cursor.poll(handler, 1)).isOne();
            rig.publish(2);
            assertThat(cursor.poll(handler, 10)).isEqualTo(LogCursor.OVERRUN);
            cursor.window(LogRig.WIDE);
            assertThat(cursor.poll(handler, 10)).isEqualTo(LogCursor.OVERRUN);
            assertThat(handler.seen()).containsExactly("0");
        }
    }

    @Test
    void controlEventsSurviveDroppingInTheirPlace() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor oldest = rig.open(0, new DeliveryPolicy.DropOldest(), new Window(2, 1 << 20));
            LogCursor newest = rig.open(0, new DeliveryPolicy.DropNewest(), new Window(2, 1 << 20));
            rig.publish(2);
            assertThat(rig.appendControl()).isEqualTo(2);
            rig.publish(3);
            assertThat(rig.appendControl()).isEqualTo(6);
            assertThat(rig.appendControl()).isEqualTo(7);
            rig.publish(2);
            assertThat(LogRig.drain(oldest))
                    .containsExactly("0..1 DROP_OLDEST", "2", "3..5 DROP_OLDEST", "6", "7", "8", "9");
            assertThat(LogRig.drain(newest))
                    .containsExactly("0", "1", "2", "3..5 DROP_NEWEST", "6", "7", "8..9 DROP_NEWEST");
        }
    }

    @Test
    void gapsThatTouchAreToldAsOne() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropOldest(), new Window(1, 1 << 20));
            RecordingHandler handler = new RecordingHandler();
            handler.accept(0);
            for (int i = 0; i < 5; i++) {
                rig.publish(10);
                assertThat(cursor.poll(handler, 10)).isZero();
            }
            handler.accept(100);
            cursor.poll(handler, 10);
            assertThat(handler.seen()).containsExactly("0..48 DROP_OLDEST", "49");
            assertThat(cursor.dropped()).isEqualTo(49);
        }
    }

    @Test
    void aDeclinedGapIsOfferedOnceAPoll() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropOldest(), new Window(1, 1 << 20));
            RecordingHandler handler = new RecordingHandler();
            handler.accept(0);
            rig.publish(10);
            assertThat(cursor.poll(handler, 10)).isZero();
            assertThat(handler.asked()).isOne();
            assertThat(cursor.hasMore()).isTrue();
            assertThat(cursor.park()).isFalse();
        }
    }

    @Test
    void aGapWithNothingBehindItIsMoreAndIsTold() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropNewest(), new Window(1, 1 << 20));
            RecordingHandler handler = new RecordingHandler();
            rig.publish(3);
            handler.accept(1);
            cursor.poll(handler, 10);
            rig.terminate();
            assertThat(cursor.hasMore()).isTrue();
            assertThat(cursor.isDrained()).isFalse();
            handler.accept(10);
            cursor.poll(handler, 10);
            assertThat(handler.seen()).containsExactly("0", "1..2 DROP_NEWEST", "3");
            assertThat(cursor.isDrained()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aBacklogLargerThanTheWindowIsNotDropped(DeliveryPolicy policy) {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(1_000);
            LogCursor cursor = rig.open(0, policy, new Window(4, 1 << 20));
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(0, 999));
        }
    }

    /// The window is for what comes; what was asked for takes none of it.
    @ParameterizedTest
    @MethodSource("policiesThatDoNotGate")
    void aWindowOfNewEventsMayWaitBehindABacklog(DeliveryPolicy policy) {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(600);
            LogCursor cursor = rig.open(0, policy, new Window(64, 1 << 20));
            rig.publish(64);
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(0, 663));
        }
    }

    @Test
    void eventsThatComeDuringAReplayDoNotPushTheBacklogOut() {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(100);
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropOldest(), new Window(10, 1 << 20));
            RecordingHandler handler = new RecordingHandler();
            for (int i = 0; i < 50; i++) {
                rig.publish(10);
                cursor.poll(handler, 2);
            }
            assertThat(handler.seen()).isEqualTo(LogRig.events(0, 99));
            rig.publish(1);
            cursor.poll(handler, 100);
            assertThat(handler.seen().subList(100, 102)).containsExactly("100..590 DROP_OLDEST", "591");
        }
    }

    @Test
    void oneThatIsSentAwayGoesOnAtTheGapItWasNotTold() {
        try (LogRig rig = LogRig.keepingNothing()) {
            rig.publish(200);
            assertThat(rig.log().earliestOffset()).isPositive();
            LogCursor cursor = rig.open(0, new DeliveryPolicy.Disconnect(), new Window(4, 1));
            RecordingHandler handler = new RecordingHandler();
            handler.accept(0);
            assertThat(cursor.poll(handler, 10)).isZero();
            assertThat(cursor.untoldOffset()).isZero();
            rig.publish(300);
            assertThat(cursor.poll(handler, 10)).isEqualTo(LogCursor.OVERRUN);
            assertThat(cursor.untoldOffset()).isZero();
        }
    }

    @Test
    void aDeclinedEventComesAgain() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            rig.publish(3);
            RecordingHandler handler = new RecordingHandler();
            handler.accept(1);
            assertThat(cursor.poll(handler, 10)).isOne();
            assertThat(cursor.nextOffset()).isOne();
            handler.accept(10);
            assertThat(cursor.poll(handler, 10)).isEqualTo(2);
            assertThat(handler.seen()).containsExactly("0", "1", "2");
        }
    }

    @Test
    void aHandlerThatThrowsLosesNothingAndHoldsNothing() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            rig.publish(2);
            assertThatThrownBy(() -> cursor.poll(throwing(), 10)).isInstanceOf(IllegalStateException.class);
            assertThat(LogRig.drain(cursor)).containsExactly("0", "1");
        }
    }

    /// 4 KiB hold 32 records, the next segment 64.
    @Test
    void runsEndWithTheirSegmentAndWithWhatTheHandlerTakesOfThem() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            rig.publish(40);
            List<Integer> runs = new ArrayList<>();

            assertThat(cursor.poll(new RunHandler(runs, 20), 100)).isEqualTo(40);
            assertThat(runs).containsExactly(20, 12, 8);
            assertThat(cursor.delivered()).isEqualTo(40);
            assertThat(cursor.hasMore()).isFalse();

            rig.publish(3);
            assertThat(cursor.poll(new RunHandler(runs, 0), 100)).isZero();
            assertThat(cursor.poll(new RunHandler(runs, 20), 2)).isEqualTo(2);
            assertThat(runs).containsExactly(20, 12, 8, 0, 2);
            assertThat(cursor.delivered()).isEqualTo(42);
            assertThat(LogRig.drain(cursor)).containsExactly("42");
        }
    }

    @Test
    void aDecliningHandlerIsAskedForTheSameEventAgain() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            rig.publish(5);
            RecordingHandler handler = new RecordingHandler();
            handler.accept(3);

            assertThat(cursor.poll(handler, 10)).isEqualTo(3);
            assertThat(cursor.poll(handler, 10)).isZero();
            assertThat(cursor.nextOffset()).isEqualTo(3);
            handler.accept(10);
            assertThat(cursor.poll(handler, 10)).isEqualTo(2);
            assertThat(handler.seen()).isEqualTo(LogRig.events(0, 4));
        }
    }

    @Test
    void whatIsLentStaysUntilThePollReturnsEvenWhenTheLogIsFreed() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            rig.publish(2);
            RecordingHandler inner = new RecordingHandler();
            int taken = cursor.poll(
                    new RecordHandler() {
                        @Override
                        public boolean onRecord(Segment segment, int index) {
                            rig.log().free();
                            assertThat(rig.pool().leasedBytes()).isPositive();
                            return inner.onRecord(segment, index);
                        }

                        @Override
                        public boolean onGap(long from, long to, GapReason reason) {
                            throw new AssertionError("gap");
                        }
                    },
                    1);
            assertThat(taken).isOne();
            assertThat(rig.pool().leasedBytes()).isZero();
            assertThat(cursor.isDrained()).isTrue();
            assertThat(cursor.poll(inner, 10)).isZero();
            assertThat(cursor.park()).isFalse();
        }
    }

    @Test
    void parkingIsRefusedWhileThereIsMoreAndEndsWithOneWakeUp() {
        try (LogRig rig = LogRig.keepingAll()) {
            AtomicInteger woken = new AtomicInteger();
            LogCursor cursor = rig.log().open(0, BLOCK, LogRig.WIDE, woken::incrementAndGet);
            rig.publish(1);
            assertThat(woken).as("not parked, not woken").hasValue(0);
            assertThat(cursor.park()).isFalse();
            LogRig.drain(cursor);
            assertThat(cursor.park()).isTrue();
            rig.append();
            assertThat(woken).as("not published, not woken").hasValue(0);
            rig.publish(1);
            rig.publish(1);
            assertThat(woken).hasValue(1);
            LogRig.drain(cursor);
            assertThat(cursor.park()).isTrue();
            rig.terminate();
            assertThat(woken).hasValue(2);
            LogRig.drain(cursor);
            assertThat(cursor.isDrained()).isTrue();
            assertThat(cursor.park()).isFalse();
        }
    }

    @Test
    void freeingWakesWhoIsParkedAndClosingForgetsHim() {
        try (LogRig rig = LogRig.keepingAll()) {
            AtomicInteger woken = new AtomicInteger();
            LogCursor cursor = rig.log().open(0, BLOCK, LogRig.WIDE, woken::incrementAndGet);
            LogCursor closed = rig.log().open(0, BLOCK, LogRig.WIDE, () -> woken.addAndGet(100));
            assertThat(cursor.park() && closed.park()).isTrue();
            closed.close();
            rig.log().free();
            assertThat(woken).hasValue(1);
        }
    }

    /// Takes at most `runMax` events of a run.
    private record RunHandler(List<Integer> runs, int runMax) implements RecordHandler {
        @Override
        public int onRecords(Segment segment, int index, int limit, int max) {
            int last = NONE;
            int taken = 0;
            for (int at = index; at < limit && taken < Math.min(max, runMax); taken++) {
                last = at;
                at = RecordLayout.next(segment.buffer(), at);
            }
            runs.add(taken);
            return last;
        }

        @Override
        public boolean onRecord(Segment segment, int index) {
            throw new AssertionError("one by one");
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            throw new AssertionError("gap");
        }
    }

    private static RecordHandler throwing() {
        return new RecordHandler() {
            @Override
            public boolean onRecord(Segment segment, int index) {
                throw new IllegalStateException("no");
            }

            @Override
            public boolean onGap(long from, long to, GapReason reason) {
                throw new IllegalStateException("no");
            }
        };
    }
}
