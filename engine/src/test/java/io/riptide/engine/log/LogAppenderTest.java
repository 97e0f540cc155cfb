package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.Payloads;
import io.riptide.engine.testing.RecordingHandler;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogAppenderTest {
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();
    private static final DeliveryPolicy DROP_OLDEST = new DeliveryPolicy.DropOldest();

    @Test
    void offsetsCountFromZeroWithoutHoles() {
        try (LogRig rig = LogRig.keepingAll()) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(rig.append()).isEqualTo(i);
            }
            assertThat(rig.log().publishedOffset()).as("rolled segments only").isEqualTo(992);
            rig.appender().publish();
            assertThat(rig.log().publishedOffset()).isEqualTo(1_000);
            assertThat(rig.log().publishedPosition()).isEqualTo(1_000L * LogRig.RECORD);
        }
    }

    @Test
    void anEventOfExactlyTheBoundFitsAndOneByteMoreDoesNot() {
        try (LogRig rig = LogRig.keepingAll()) {
            assertThat(rig.append(EventLog.EVENT_BYTES_MAX)).isZero();
            assertThat(rig.append(EventLog.EVENT_BYTES_MAX + 1)).isEqualTo(EventLog.TOO_LARGE);
            assertThat(rig.append()).isEqualTo(1);
            rig.appender().publish();
            assertThat(LogRig.drain(rig.open(0, BLOCK, LogRig.WIDE))).containsExactly("0", "1");
        }
    }

    @Test
    void aRawLineEndIsRefusedAndAppendsNothing() {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(3);
            long refused = rig.appender().append(1, 5, 0, 0, 64, (_, buffer, index) -> {
                buffer.putBytes(index, new byte[64]);
                buffer.putByte(index + 63, (byte) '\n');
                return 64;
            });
            assertThat(refused).isEqualTo(EventLog.LINE_END);
            rig.appender().publish();
            assertThat(rig.log().publishedOffset()).isEqualTo(3);
            rig.publish(1);
            assertThat(LogRig.drain(rig.open(0, BLOCK, LogRig.WIDE))).isEqualTo(LogRig.events(0, 3));
        }
    }

    @Test
    void aWriterThatThrowsAppendsNothing() {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(31);
            assertThatThrownBy(() -> rig.appender().append(1, 5, 0, 0, 4_000, (_, _, _) -> {
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            rig.publish(2);
            assertThat(LogRig.drain(rig.open(0, BLOCK, LogRig.WIDE))).isEqualTo(LogRig.events(0, 32));
        }
    }

    @Test
    void aWriterLearnsItsOffsetAndMayWriteLessThanItAskedFor() {
        try (LogRig rig = LogRig.keepingAll()) {
            AtomicLong told = new AtomicLong(-1);
            rig.publish(2);
            long offset = rig.appender().append(1, 5, 0, 0, 2_000, (next, buffer, index) -> {
                told.set(next);
                return Payloads.ofLength(40).write(next, buffer, index);
            });
            rig.appender().publish();
            assertThat(offset).isEqualTo(2).isEqualTo(told.get());
            assertThat(rig.log().publishedPosition()).isEqualTo(2L * LogRig.RECORD + RecordLayout.recordLength(40));
        }
    }

    @Test
    void nothingFollowsTheLastEvent() {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(1);
            assertThat(rig.terminate()).isEqualTo(1);
            assertThat(rig.append()).isEqualTo(EventLog.CLOSED);
            assertThat(rig.appendControl()).isEqualTo(EventLog.CLOSED);
            assertThat(rig.terminate()).isEqualTo(EventLog.CLOSED);
            assertThat(rig.log().isClosed()).isTrue();
        }
    }

    @Test
    void aLogClosedWithoutALastEventIsDrainedAllTheSame() {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(1);
            assertThat(rig.append()).isEqualTo(1);
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            rig.appender().close();
            assertThat(cursor.isDrained()).isFalse();
            assertThat(LogRig.drain(cursor)).containsExactly("0", "1");
            assertThat(cursor.isDrained()).isTrue();
            assertThat(cursor.park()).isFalse();
            assertThat(rig.append()).isEqualTo(EventLog.CLOSED);
        }
    }

    @Test
    void windowsAndTheLastEventDoNotHinderEachOther() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, new Window(1, 1 << 20));
            rig.publish(1);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
            assertThat(rig.appendControl()).isEqualTo(1);
            assertThat(rig.terminate()).isEqualTo(2);
            assertThat(LogRig.drain(cursor)).containsExactly("0", "1", "2");
        }
    }

    @Test
    void withoutMemoryEventsWaitAndGoOnWhenItComesBack() {
        try (LogRig rig = new LogRig(Retention.NONE, 12 * 1024)) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            long accepted = 0;
            while (rig.append() >= 0) {
                accepted++;
            }
            assertThat(accepted).as("a segment of 4 KiB and one of 8 KiB").isEqualTo(96);
            assertThat(rig.log().publishedOffset())
                    .as("what was appended is to be seen, or nobody could make room")
                    .isEqualTo(96);
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(0, 95));
            assertThat(rig.append()).isEqualTo(96);
        }
    }

    @Test
    void aShorterSegmentDoesWhenTheUsualOneFindsNoMemory() {
        try (LogRig rig = new LogRig(Retention.NONE, 8 * 1024)) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            rig.publish(64);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
            assertThat(LogRig.drain(cursor)).hasSize(64);
            rig.publish(1);
        }
    }

    @Test
    void historyGivesWayBeforeTheWorkStandsStill() {
        try (LogRig rig = new LogRig(LogRig.ALL, 64 * 1024)) {
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            for (int i = 0; i < 5_000; i++) {
                assertThat(rig.append()).isEqualTo(i);
                rig.appender().publish();
                assertThat(LogRig.drain(cursor)).hasSize(1);
            }
            assertThat(rig.log().earliestOffset()).isPositive();
        }
    }

    @Test
    void whatMayBeLappedGivesWayBeforeTheWorkStandsStill() {
        try (LogRig rig = new LogRig(LogRig.ALL, 64 * 1024)) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropOldest(), LogRig.WIDE);
            rig.publish(5_000);
            long earliest = rig.log().earliestOffset();
            assertThat(LogRig.drain(cursor))
                    .startsWith("0.." + (earliest - 1) + " DROP_OLDEST")
                    .endsWith("4999");
        }
    }

    @Test
    void aWaitingProducerIsWokenAtHalfTheWindowAndNotBefore() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, new Window(8, 1 << 20));
            rig.publish(8);
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
            CompletableFuture<Long> done = new CompletableFuture<>();
            Thread producer = Thread.ofVirtual().start(() -> awaitRoom(rig, cursor, done));
            Awaitility.await().until(() -> LockSupport.getBlocker(producer) instanceof EventLog);
            for (int i = 1; i <= 4; i++) {
                assertThat(done).isNotDone();
                assertThat(cursor.poll(new RecordingHandler(), 1)).isOne();
            }
            assertThat(done.get()).as("what was read when it woke").isEqualTo(4);
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, BLOCK, new Window(1, 1 << 20));
            rig.publish(1);
            CompletableFuture<Long> done = new CompletableFuture<>();
            Thread producer = Thread.ofVirtual().start(() -> awaitRoom(rig, cursor, done));
            Awaitility.await().until(() -> LockSupport.getBlocker(producer) instanceof EventLog);
            producer.interrupt();
            assertThat(done).failsWithin(Duration.ofSeconds(10));
            producer.join();
        }
    }

    @Test
    void nobodyWaitsForWindowsOnceWaitingHasEnded() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.open(0, BLOCK, new Window(1, 1 << 20));
            rig.publish(1);
            Thread producer = Thread.ofVirtual().start(() -> awaitRoom(rig, null, new CompletableFuture<>()));
            Awaitility.await().until(() -> LockSupport.getBlocker(producer) instanceof EventLog);
            rig.appender().endWaiting();
            producer.join();
            rig.appender().awaitRoom();
            assertThat(rig.append()).as("the window itself stays").isEqualTo(EventLog.BACK_PRESSURED);
        }
    }

    @Test
    void aBoundedWaitForRoomEndsByItself() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.open(0, BLOCK, new Window(1, 1 << 20));
            rig.publish(1);
            long startNs = System.nanoTime();
            rig.appender().awaitRoom(1_000_000);
            assertThat(System.nanoTime() - startNs)
                    .isLessThan(Duration.ofSeconds(10).toNanos());
            assertThat(rig.append()).isEqualTo(EventLog.BACK_PRESSURED);
        }
    }

    @Test
    void readersAreAwaitedUntilHalfOfTheirWindowIsFree() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, DROP_OLDEST, new Window(8, 1 << 20));
            rig.publish(8);
            Set<LogCursor> slow = new HashSet<>();
            CompletableFuture<Long> done = new CompletableFuture<>();
            Thread producer = Thread.ofVirtual().start(() -> {
                try {
                    rig.appender().awaitReaders(Duration.ofMinutes(1).toNanos(), slow);
                    done.complete(cursor.nextOffset());
                } catch (InterruptedException e) {
                    done.completeExceptionally(e);
                }
            });
            Awaitility.await().until(() -> LockSupport.getBlocker(producer) instanceof EventLog);
            cursor.poll(new RecordingHandler(), 3);
            assertThat(done).isNotDone();
            cursor.poll(new RecordingHandler(), 1);
            assertThat(done.get()).isEqualTo(4);
            assertThat(slow).isEmpty();
        }
    }

    @Test
    void aReaderThatStandsStillIsAwaitedOnce() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor still = rig.open(0, DROP_OLDEST, new Window(8, 1 << 20));
            rig.publish(8);
            Set<LogCursor> slow = new HashSet<>();
            rig.appender().awaitReaders(1_000_000, slow);
            assertThat(slow).containsExactly(still);
            rig.appender().awaitReaders(Duration.ofMinutes(1).toNanos(), slow);
        }
    }

    @Test
    void oneWhoIsBehindItsWindowAlreadyIsNotAwaited() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.open(0, DROP_OLDEST, new Window(8, 1 << 20));
            rig.publish(9);
            Set<LogCursor> slow = new HashSet<>();
            rig.appender().awaitReaders(Duration.ofMinutes(1).toNanos(), slow);
            assertThat(slow).isEmpty();
        }
    }

    private static void awaitRoom(LogRig rig, @Nullable LogCursor cursor, CompletableFuture<Long> done) {
        try {
            rig.appender().awaitRoom();
            done.complete(cursor == null ? 0 : cursor.nextOffset());
        } catch (InterruptedException e) {
            done.completeExceptionally(e);
        }
    }
}
