package io.riptide.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Retention;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.Payloads;
import io.riptide.engine.testing.RecordingHandler;
import io.riptide.engine.testing.ScriptedSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EmitterTest {
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();

    private final Counters counters = new Counters();

    @Test
    void anEmittedEventIsVisibleAtOnce() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            assertThat(ScriptedSource.emit(emitter)).isZero();
            assertThat(rig.log().publishedOffset()).isOne();
            assertThat(emitter.emitControl(9, 64, Payloads.ofLength(64))).isOne();
            assertThat(rig.log().publishedOffset()).isEqualTo(2);
            assertThat(emitter.nextOffset()).isEqualTo(2);
            assertThat(counters.eventsAppended.sum()).isEqualTo(2);
        }
    }

    @Test
    void aBatchBecomesVisibleTogether() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            ScriptedSource.emit(emitter);
            long first = emitter.emitBatch(2, 5, 64, 10, (offset, buffer, index) -> {
                assertThat(rig.log().publishedOffset()).isOne();
                return Payloads.ofLength(64).write(offset, buffer, index);
            });
            assertThat(first).isOne();
            assertThat(rig.log().publishedOffset()).isEqualTo(11);
        }
    }

    @Test
    void onlyWhatWasAppendedIsCounted() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            int tooLong = EventLog.EVENT_BYTES_MAX + 1;
            assertThat(emitter.emitBatch(2, 5, tooLong, 5, Payloads.ofLength(64)))
                    .isEqualTo(EventLog.TOO_LARGE);
            assertThat(emitter.emitBatch(2, 5, 64, 5, (offset, buffer, index) -> {
                        buffer.putByte(index, (byte) (offset == 3 ? '\n' : 'x'));
                        return 1;
                    }))
                    .isEqualTo(EventLog.LINE_END);
            assertThat(counters.eventsAppended.sum()).isEqualTo(3);
            assertThat(rig.log().publishedOffset()).isEqualTo(3);
        }
    }

    @Test
    void aWriterThatThrowsInABatchLeavesTheEventsBeforeItVisible() {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            assertThatThrownBy(() -> emitter.emitBatch(2, 5, 64, 5, (offset, buffer, index) -> {
                        if (offset == 2) {
                            throw new IllegalStateException("no");
                        }
                        return Payloads.ofLength(64).write(offset, buffer, index);
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(rig.log().publishedOffset()).isEqualTo(2);
            assertThat(counters.eventsAppended.sum()).isEqualTo(2);
        }
    }

    @Test
    void aFullWindowBlocksUntilHalfOfItIsRead() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            LogCursor cursor = rig.open(0, BLOCK, new Window(8, 1 << 20));
            Thread producer = emitting(emitter, 9);
            awaitWaiting(producer);
            assertThat(rig.log().publishedOffset()).isEqualTo(8);
            cursor.poll(new RecordingHandler(), 4);
            producer.join();
            assertThat(rig.log().publishedOffset()).isEqualTo(9);
            assertThat(counters.producerWaits.sum()).isPositive();
            assertThat(counters.producerWaitNs.sum()).isPositive();
        }
    }

    @Test
    void aBatchLargerThanTheWindowGoesInParts() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            LogCursor cursor = rig.open(0, BLOCK, new Window(8, 1 << 20));
            Thread producer = Thread.ofVirtual().start(() -> quietly(() -> emitBatch(emitter, 100)));
            RecordingHandler handler = new RecordingHandler();
            while (handler.seen().size() < 100) {
                cursor.poll(handler, 100);
                Thread.onSpinWait();
            }
            producer.join();
            assertThat(handler.seen()).isEqualTo(LogRig.events(0, 99));
        }
    }

    @Test
    void anInterruptEndsTheWaitAndAppendsNothing() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            rig.open(0, BLOCK, new Window(2, 1 << 20));
            Thread producer = emitting(emitter, 3);
            awaitWaiting(producer);
            producer.interrupt();
            producer.join();
            assertThat(rig.log().publishedOffset()).isEqualTo(2);
            assertThat(emitter.nextOffset()).isEqualTo(2);
            assertThat(counters.eventsAppended.sum()).isEqualTo(2);
        }
    }

    @Test
    void controlPassesThoseWhoWait() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            LogCursor cursor = rig.open(0, BLOCK, new Window(1, 1 << 20));
            Thread producer = emitting(emitter, 2);
            awaitWaiting(producer);
            assertThat(emitter.emitControl(9, 64, Payloads.ofLength(64))).isOne();
            emitter.flush();
            assertThat(emitter.nextOffset()).isEqualTo(2);
            assertThat(LogRig.drain(cursor)).contains("0", "1");
            producer.join();
            assertThat(rig.log().publishedOffset()).isEqualTo(3);
        }
    }

    @Test
    void theEndReachesEveryoneWhoWaitsWithoutAnInterrupt() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            rig.open(0, BLOCK, new Window(1, 1 << 20));
            ScriptedSource.emit(emitter);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Long>> waiting = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    waiting.add(threads.submit(() -> ScriptedSource.emit(emitter)));
                }
                emitter.end();
                for (Future<Long> result : waiting) {
                    assertThat(result).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(EventLog.CLOSED);
                }
            }
            assertThat(ScriptedSource.emit(emitter)).isEqualTo(EventLog.CLOSED);
            assertThat(emitter.emitControl(9, 64, Payloads.ofLength(64))).isEqualTo(EventLog.CLOSED);
            assertThat(rig.log().publishedOffset()).isOne();
        }
    }

    @Test
    void controlWaitsForMemoryToo() throws Exception {
        try (LogRig rig = new LogRig(Retention.NONE, 4096)) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            emitBatch(emitter, 31);
            assertThat(rig.budget().tryReserve(1)).isFalse();
            Thread producer = Thread.ofVirtual()
                    .start(() -> quietly(() -> emitter.emitControl(9, 2_000, Payloads.ofLength(2_000))));
            awaitWaiting(producer);
            assertThat(rig.log().publishedOffset()).isEqualTo(31);
            emitter.end();
            producer.join();
            assertThat(LogRig.drain(cursor)).hasSize(31);
        }
    }

    @Test
    void severalEmittersTakeTurnsAndLoseNothing() throws Exception {
        try (LogRig rig = LogRig.keepingNothing();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            LogCursor cursor = rig.open(0, BLOCK, new Window(16, 1 << 20));
            List<Future<Integer>> producers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean isControl = i == 3;
                producers.add(threads.submit(emitMany(emitter, 1_000, isControl)));
            }
            RecordingHandler handler = new RecordingHandler();
            while (handler.seen().size() < 4_000) {
                cursor.poll(handler, 50);
                Thread.onSpinWait();
            }
            for (Future<Integer> producer : producers) {
                assertThat(producer.get()).isEqualTo(1_000);
            }
            assertThat(handler.seen()).isEqualTo(LogRig.events(0, 3_999));
            assertThat(counters.eventsAppended.sum()).isEqualTo(4_000);
        }
    }

    @Test
    void aSourceThatIsNeverHeldUpGivesTurns() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            LogCursor cursor = rig.open(0, BLOCK, LogRig.WIDE);
            Thread producer = Thread.ofVirtual().start(() -> quietly(() -> emitBatch(emitter, 10_000)));
            awaitWaiting(producer);
            long turn = rig.log().publishedOffset();
            assertThat(turn).isBetween(1_000L, 9_000L);
            assertThat(rig.log().isHeldUp()).isFalse();
            cursor.poll(new RecordingHandler(), 1);
            Awaitility.await().until(() -> rig.log().publishedOffset() > turn);
            while (producer.isAlive()) {
                cursor.poll(new RecordingHandler(), 100);
                Thread.onSpinWait();
            }
            assertThat(rig.log().publishedOffset()).isEqualTo(10_000);
        }
    }

    @Test
    void aSourceThatNoCursorGatesGoesOnByItself() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            rig.open(0, new DeliveryPolicy.DropOldest(), LogRig.WIDE);
            assertThat(emitBatch(emitter, 10_000)).isZero();
            assertThat(rig.log().publishedOffset()).isEqualTo(10_000);
        }
    }

    @Test
    void aTurnEndsWithTheRun() throws Exception {
        try (LogRig rig = LogRig.keepingAll()) {
            Emitter emitter = new Emitter(rig.appender(), counters);
            rig.open(0, BLOCK, LogRig.WIDE);
            Thread producer = Thread.ofVirtual().start(() -> quietly(() -> emitBatch(emitter, 10_000)));
            awaitWaiting(producer);
            emitter.end();
            producer.join();
            assertThat(rig.log().publishedOffset()).isLessThan(10_000);
        }
    }

    private static Callable<Integer> emitMany(Emitter emitter, int count, boolean isControl) {
        return () -> {
            int emitted = 0;
            for (int i = 0; i < count; i++) {
                long offset = isControl
                        ? emitter.emitControl(9, 64, Payloads.ofLength(64))
                        : emitter.emit(2, 5, 64, Payloads.ofLength(64));
                emitted += offset >= 0 ? 1 : 0;
            }
            return emitted;
        };
    }

    private static long emitBatch(Emitter emitter, int count) throws InterruptedException {
        return emitter.emitBatch(2, 5, LogRig.PAYLOAD, count, Payloads.ofLength(LogRig.PAYLOAD));
    }

    private static Thread emitting(Emitter emitter, int count) {
        return Thread.ofVirtual()
                .start(() -> quietly(() -> {
                    long last = -1;
                    for (int i = 0; i < count; i++) {
                        last = ScriptedSource.emit(emitter);
                    }
                    return last;
                }));
    }

    private static void quietly(Callable<Long> work) {
        try {
            work.call();
        } catch (InterruptedException e) {
            // What the test asked for.
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitWaiting(Thread producer) {
        Awaitility.await().until(() -> LockSupport.getBlocker(producer) instanceof EventLog);
    }
}
