package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.EventKey;
import io.riptide.engine.flow.Window;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.Payloads;
import io.riptide.engine.testing.RecordingHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConflationTest {
    private static final Window NARROW = new Window(4, 1 << 20);
    private static final int KEYS = 10;

    /// The offset's last digit.
    private static final EventKey LAST_DIGIT =
            (buffer, index, _) -> Long.parseLong(buffer.getStringWithoutLengthAscii(index, 16), 16) % KEYS;

    private static final DeliveryPolicy LATEST = new DeliveryPolicy.Latest(LAST_DIGIT);

    @Test
    void aReaderThatKeepsUpGetsEverything() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, LATEST, NARROW);
            RecordingHandler handler = new RecordingHandler();
            for (int i = 0; i < 100; i++) {
                rig.publish(1);
                assertThat(cursor.poll(handler, 10)).isOne();
            }
            assertThat(handler.seen()).isEqualTo(LogRig.events(0, 99));
            assertThat(cursor.dropped()).isZero();
            cursor.close();
        }
    }

    @Test
    void aReaderThatFellBehindGetsTheNewestOfEachKeyAndOneGap() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, LATEST, NARROW);
            rig.publish(1_000);
            assertThat(LogRig.drain(cursor)).startsWith("0..989 LATEST").endsWith(tail(990, 999));
            assertThat(cursor.delivered()).isEqualTo(10);
            assertThat(cursor.dropped()).isEqualTo(990);
            cursor.close();
        }
    }

    /// The log has long forgotten them.
    @Test
    void aRareKeyOutlivesItsSegment() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.Latest(RARE_THREE), NARROW);
            for (int i = 0; i < 50; i++) {
                rig.publish(100);
                cursor.absorb();
            }
            assertThat(rig.log().earliestOffset()).isGreaterThan(3);
            assertThat(LogRig.drain(cursor)).containsExactly("0..2 LATEST", "3", "4..4998 LATEST", "4999");
            cursor.close();
        }
    }

    private static final EventKey RARE_THREE =
            (buffer, index, _) -> buffer.getStringWithoutLengthAscii(index, 16).equals("0000000000000003") ? 3 : 0;

    @Test
    void memoryIsBoundedByTheKeysHoweverManyEventsCome() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, LATEST, NARROW);
            for (int i = 0; i < 2_000; i++) {
                rig.publish(50);
                cursor.absorb();
                assertThat(rig.budget().reserved()).isLessThan(512 * 1024);
            }
            assertThat(LogRig.drain(cursor)).hasSize(1 + KEYS);
            cursor.close();
        }
    }

    @Test
    void controlEventsAreNeverReplacedAndKeepTheirPlace() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, LATEST, NARROW);
            rig.publish(20);
            rig.appendControl();
            rig.publish(20);
            assertThat(rig.terminate()).isEqualTo(41);
            assertThat(LogRig.drain(cursor)).containsSubsequence("0..19 LATEST", "20", "21..30 LATEST", "31", "41");
            assertThat(cursor.delivered() + cursor.dropped()).isEqualTo(42);
            assertThat(cursor.isDrained()).isTrue();
            cursor.close();
        }
    }

    @Test
    void aControlEventComesThoughThereIsNoMemoryForWhatWaits() {
        try (LogRig rig = new LogRig(Retention.NONE, 4_096)) {
            LogCursor cursor = rig.open(0, LATEST, NARROW);
            rig.publish(10);
            rig.appendControl();
            rig.publish(10);
            rig.terminate();
            RecordingHandler handler = new RecordingHandler();
            handler.accept(1);
            assertThat(cursor.poll(handler, 10)).isZero();
            assertThat(handler.seen()).containsExactly("0..9 LATEST");
            handler.accept(100);
            while (!cursor.isDrained()) {
                assertThat(cursor.poll(handler, 10)).isPositive();
            }
            assertThat(handler.seen()).containsExactly("0..9 LATEST", "10", "11..20 LATEST", "21");
            assertThat(cursor.delivered() + cursor.dropped()).isEqualTo(22);
            cursor.close();
        }
    }

    /// Who takes over what waits in a loop must learn that it cannot.
    @Test
    void aControlEventThatFindsNoMemoryIsNotTakenOver() {
        try (LogRig rig = new LogRig(Retention.NONE, 4_096)) {
            LogCursor cursor = rig.open(0, LATEST, NARROW);
            rig.publish(10);
            assertThat(cursor.absorb()).as("without memory they are a gap").isTrue();
            rig.appendControl();
            rig.publish(1);
            assertThat(cursor.absorb()).isFalse();
            assertThat(cursor.hasMore()).isTrue();
            cursor.close();
        }
    }

    @Test
    void whatWaitedIsReplacedEvenWhileItWaits() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, LATEST, NARROW);
            rig.publish(10);
            RecordingHandler handler = new RecordingHandler();
            assertThat(cursor.poll(handler, 3)).isEqualTo(3);
            rig.publish(10);
            handler.accept(0);
            assertThat(cursor.poll(handler, 10)).isZero();
            handler.accept(100);
            assertThat(cursor.poll(handler, 100)).isEqualTo(10);
            assertThat(handler.seen()).containsExactlyElementsOf(expected(tail(0, 2), "3..9 LATEST", tail(10, 19)));
            cursor.close();
        }
    }

    @Test
    void aSampleIsTheNewestThereIsAndTheLastComesWithTheEnd() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.Sample(TimeUnit.HOURS.toNanos(1)), NARROW);
            rig.publish(5);
            RecordingHandler handler = new RecordingHandler();
            assertThat(cursor.dueInNs()).isZero();
            assertThat(cursor.poll(handler, 10)).isOne();
            rig.publish(5);
            assertThat(cursor.poll(handler, 10)).isZero();
            assertThat(cursor.hasMore()).isTrue();
            assertThat(cursor.dueInNs()).isPositive();
            rig.publish(5);
            rig.terminate();
            assertThat(cursor.poll(handler, 10)).isEqualTo(2);
            assertThat(handler.seen()).containsExactly("0..3 SAMPLE", "4", "5..13 SAMPLE", "14", "15");
            assertThat(cursor.isDrained()).isTrue();
            cursor.close();
        }
    }

    @Test
    void whoWaitsForItsDueEventIsStillWokenForMore() {
        try (LogRig rig = LogRig.keepingNothing()) {
            int[] woken = {0};
            LogCursor cursor =
                    rig.log().open(0, new DeliveryPolicy.Sample(TimeUnit.HOURS.toNanos(1)), NARROW, () -> woken[0]++);
            rig.publish(2);
            cursor.poll(new RecordingHandler(), 10);
            rig.publish(1);
            assertThat(cursor.parkBehindLog()).as("there is unread").isFalse();
            cursor.absorb();
            assertThat(cursor.parkBehindLog()).isTrue();
            rig.publish(1);
            assertThat(woken[0]).isOne();
            cursor.close();
        }
    }

    /// Every offset once or inside one gap, in order; control always; after all was read, the newest of each
    /// key.
    @Test
    void randomSchedulesEndWithTheNewestOfEachKey() {
        for (long seed = 0; seed < 200; seed++) {
            try (LogRig rig = new LogRig(Retention.ofBytes(seed % 3 * 20_000), 16L << 20)) {
                playRandomly(rig, new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }

    private static void playRandomly(LogRig rig, Random random) {
        LogCursor cursor = rig.open(0, LATEST, new Window(1 + random.nextInt(30), 1 << 20));
        RecordingHandler handler = new RecordingHandler();
        List<Long> controls = new ArrayList<>();
        Map<Long, Long> newest = new HashMap<>();
        for (int step = 0; step < 200; step++) {
            int events = random.nextInt(random.nextInt(5) == 0 ? 300 : 10);
            for (int i = 0; i < events; i++) {
                int length = random.nextInt(50) == 0 ? 5_000 : LogRig.PAYLOAD;
                boolean isControl = random.nextInt(40) == 0;
                long offset = rig.appender()
                        .append(1, 5, isControl ? RecordLayout.FLAG_CONTROL : 0, 0, length, Payloads.ofLength(length));
                assertThat(offset).isNotNegative();
                if (isControl) {
                    controls.add(offset);
                } else {
                    newest.put(offset % KEYS, offset);
                }
            }
            rig.appender().publish();
            int choice = random.nextInt(4);
            if (choice == 0) {
                cursor.absorb();
            } else if (choice == 1) {
                handler.accept(random.nextInt(8));
                cursor.poll(handler, 1 + random.nextInt(20));
            }
        }
        handler.accept(Integer.MAX_VALUE);
        while (cursor.hasMore()) {
            assertThat(cursor.poll(handler, 7)).isPositive();
        }
        assertThat(handler.seen())
                .containsAll(controls.stream().map(String::valueOf).toList())
                .containsAll(newest.values().stream().map(String::valueOf).toList());
        long next = 0;
        for (String word : handler.seen()) {
            String[] ends = word.split(" ", 2)[0].split("\\.\\.", 2);
            assertThat(Long.parseLong(ends[0])).isEqualTo(next);
            next = Long.parseLong(ends[ends.length - 1]) + 1;
        }
        assertThat(next).isEqualTo(rig.log().publishedOffset());
        assertThat(cursor.delivered() + cursor.dropped()).isEqualTo(next);
        cursor.close();
    }

    private static String[] tail(long from, long to) {
        return LogRig.events(from, to).toArray(String[]::new);
    }

    private static List<String> expected(String[] before, String gap, String[] after) {
        List<String> all = new ArrayList<>(List.of(before));
        all.add(gap);
        all.addAll(List.of(after));
        return all;
    }
}
