package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.Payloads;
import io.riptide.engine.testing.RecordingHandler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Under a dropping policy the lowest priorities go first.
class PriorityDropTest {
    @Test
    void theLowestGoFirstAndTheOldestAmongEquals() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropOldest(), new Window(4, 1 << 20));
            append(rig, 5, 1, 9, 1, 1, 5, 0, 9);
            assertThat(LogRig.drain(cursor))
                    .containsExactly("0", "1..1 DROP_OLDEST", "2", "3..4 DROP_OLDEST", "5", "6..6 DROP_OLDEST", "7");
        }
    }

    @Test
    void dropNewestKeepsTheOldestAmongEquals() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropNewest(), new Window(4, 1 << 20));
            append(rig, 5, 1, 9, 1, 1, 5, 0, 9);
            assertThat(LogRig.drain(cursor)).hasSize(7).contains("0", "2", "5", "7");
            LogCursor second = rig.open(8, new DeliveryPolicy.DropNewest(), new Window(3, 1 << 20));
            append(rig, 1, 1, 1, 1, 9);
            assertThat(LogRig.drain(second)).containsExactly("8", "9", "10..11 DROP_NEWEST", "12");
        }
    }

    @Test
    void aReaderThatDroppedRecoversAsSoonAsItReads() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropOldest(), new Window(4, 1 << 20));
            append(rig, 5, 1, 9, 1, 1, 5, 0, 9);
            LogRig.drain(cursor);
            append(rig, 0, 1, 2);
            assertThat(LogRig.drain(cursor)).containsExactly("8", "9", "10");
        }
    }

    @Test
    void oneThatWasPassedIsJudgedByWhatIsLeft() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropOldest(), new Window(10, 1));
            for (int i = 0; i < 200; i++) {
                appendOne(rig, i % 2);
            }
            rig.appender().publish();
            assertThat(rig.log().earliestOffset()).isBetween(1L, 180L);
            List<String> seen = LogRig.drain(cursor);
            assertThat(seen.stream().filter(word -> !word.contains("..")))
                    .containsExactly("181", "183", "185", "187", "189", "191", "193", "195", "197", "199");
            assertThat(seen.getFirst()).isEqualTo("0..180 DROP_OLDEST");
        }
    }

    @Test
    void oneThatWasPassedKeepsTheOldestThatAreLeft() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropNewest(), new Window(3, 1));
            rig.publish(200);
            long left = rig.log().earliestOffset();
            assertThat(left).isPositive();
            assertThat(LogRig.drain(cursor))
                    .startsWith("0.." + (left - 1) + " EXPIRED")
                    .containsSequence(LogRig.events(left, left + 2))
                    .endsWith((left + 3) + "..199 DROP_NEWEST");
        }
    }

    /// What was to go before it was passed says nothing of what it finds then.
    @Test
    void oneThatWasPassedIsNotJudgedTwice() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.DropNewest(), new Window(4, 1));
            append(rig, 2);
            for (int i = 1; i < 40; i++) {
                appendOne(rig, 1);
            }
            rig.appender().publish();
            assertThat(cursor.poll(new RecordingHandler(), 1)).isOne();
            cursor.window(new Window(1_000, 1));
            rig.publish(60);
            assertThat(rig.log().earliestOffset()).isEqualTo(32);
            assertThat(LogRig.drain(cursor).subList(1, 69)).isEqualTo(LogRig.events(32, 99));
        }
    }

    /// The model: sort what may go by priority and age, and let the surplus go.
    @Test
    void whatGoesIsWhatTheSortedListSays() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            boolean isNewest = random.nextBoolean();
            try (LogRig rig = LogRig.keepingAll()) {
                int window = 1 + random.nextInt(60);
                DeliveryPolicy policy = isNewest ? new DeliveryPolicy.DropNewest() : new DeliveryPolicy.DropOldest();
                LogCursor cursor = rig.open(0, policy, new Window(window, 1 << 20));
                int count = 2 + random.nextInt(400);
                int[] priorities = new int[count];
                List<Long> controls = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    priorities[i] = random.nextInt(1 + random.nextInt(10));
                    if (random.nextInt(10) == 0) {
                        controls.add((long) i);
                        rig.appendControl();
                    } else {
                        appendOne(rig, priorities[i]);
                    }
                }
                rig.appender().publish();
                Set<String> kept = kept(count, window, priorities, controls, isNewest);
                assertThat(LogRig.drain(cursor).stream().filter(word -> !word.contains("..")))
                        .as("seed=" + seed)
                        .containsExactlyInAnyOrderElementsOf(kept);
            }
        }
    }

    private static Set<String> kept(int count, int window, int[] priorities, List<Long> controls, boolean isNewest) {
        Comparator<Long> age = isNewest ? Comparator.reverseOrder() : Comparator.naturalOrder();
        List<Long> dropped = LongStream.range(0, count)
                .boxed()
                .filter(offset -> !controls.contains(offset))
                .sorted(Comparator.comparingInt((Long offset) -> priorities[offset.intValue()])
                        .thenComparing(age))
                .limit(Math.max(0, count - window))
                .toList();
        return LongStream.range(0, count)
                .boxed()
                .filter(offset -> !dropped.contains(offset))
                .map(String::valueOf)
                .collect(Collectors.toSet());
    }

    private static void append(LogRig rig, int... priorities) {
        for (int priority : priorities) {
            appendOne(rig, priority);
        }
        rig.appender().publish();
    }

    private static void appendOne(LogRig rig, int priority) {
        assertThat(rig.appender().append(1, priority, 0, 0, LogRig.PAYLOAD, Payloads.ofLength(LogRig.PAYLOAD)))
                .isNotNegative();
    }
}
