package io.riptide.engine.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Retention;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.RecordingHandler;
import io.riptide.engine.testing.TopicRig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TopicTest {
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();
    private static final DeliveryPolicy DROP_OLDEST = new DeliveryPolicy.DropOldest();
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final Retention ALL = new Retention(1 << 30, 1 << 30, HOUR_NS);

    @Test
    void everySubscriberIsToldEverythingOnce() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            LogCursor first = TopicRig.subscribe(topic, 0, DROP_OLDEST, LogRig.WIDE);
            LogCursor second = TopicRig.subscribe(topic, 0, BLOCK, LogRig.WIDE);
            TopicRig.publish(topic, 100);
            assertThat(LogRig.drain(first)).isEqualTo(LogRig.events(0, 99));
            assertThat(LogRig.drain(second)).isEqualTo(LogRig.events(0, 99));
            topic.detach(first);
            topic.detach(second);
            assertThat(rig.counters().eventsAppended.sum()).isEqualTo(100);
        }
    }

    @Test
    void oneWhoComesLaterReadsWhatIsKept() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            TopicRig.publish(topic, 10);
            LogCursor late = TopicRig.subscribe(topic, 4, DROP_OLDEST, TopicRig.SMALL);
            assertThat(LogRig.drain(late)).isEqualTo(LogRig.events(4, 9));
            topic.detach(late);
        }
    }

    @Test
    void aSlowSubscriberLosesWhatAFastOneGets() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            LogCursor slow = TopicRig.subscribe(topic, 0, DROP_OLDEST, TopicRig.SMALL);
            LogCursor fast = TopicRig.subscribe(topic, 0, DROP_OLDEST, TopicRig.SMALL);
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                TopicRig.publish(topic, 20);
                seen.addAll(LogRig.drain(fast));
            }
            assertThat(seen).isEqualTo(LogRig.events(0, 999));
            List<String> rest = LogRig.drain(slow);
            assertThat(rest).startsWith("0..935 DROP_OLDEST").hasSize(65);
            topic.detach(slow);
            topic.detach(fast);
        }
    }

    @Test
    void moreEventsThanAreKeptGoASegmentAtATime() {
        try (TopicRig rig = TopicRig.keeping(new Retention(1 << 30, 100, HOUR_NS))) {
            Topic topic = rig.open("t");
            for (int i = 0; i < 200; i++) {
                TopicRig.publish(topic, 32);
            }
            TopicSnapshot figures = topic.snapshot();
            assertThat(figures.nextOffset()).isEqualTo(6_400);
            assertThat(figures.nextOffset() - figures.earliestOffset()).isBetween(100L, 100L + 2 * 512);
            assertThat(figures.bytes()).isEqualTo((figures.nextOffset() - figures.earliestOffset()) * LogRig.RECORD);
        }
    }

    @Test
    void whatIsOlderThanIsKeptGoesThoughNothingComes() {
        try (TopicRig rig = TopicRig.keeping(new Retention(1 << 30, 1 << 30, HOUR_NS))) {
            Topic topic = rig.open("t");
            TopicRig.publish(topic, 2_000);
            LogCursor holder = TopicRig.subscribe(topic, 2_000, DROP_OLDEST, TopicRig.SMALL);
            long held = topic.snapshot().memoryBytes();
            rig.keepHouseIn(1_800);
            assertThat(topic.snapshot().memoryBytes()).isEqualTo(held);
            rig.keepHouseIn(3_601);
            assertThat(topic.snapshot().memoryBytes()).isEqualTo(64 * 1024);
            assertThat(topic.snapshot().earliestOffset()).isPositive();
            topic.detach(holder);
        }
    }

    @Test
    void oneWhoBlocksKeepsWhatItHasNotRead() {
        try (TopicRig rig = TopicRig.keeping(Retention.NONE)) {
            Topic topic = rig.open("t");
            LogCursor blocking = TopicRig.subscribe(topic, 0, BLOCK, LogRig.WIDE);
            TopicRig.publish(topic, 2_000);
            rig.keepHouseIn(3_601);
            assertThat(LogRig.drain(blocking)).isEqualTo(LogRig.events(0, 1_999));
            rig.keepHouseIn(3_601);
            assertThat(topic.snapshot().memoryBytes()).isEqualTo(64 * 1024);
            topic.detach(blocking);
        }
    }

    @Test
    void aDeletedTopicTellsItsSubscribersOnceAndLetsNobodyIn() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            LogCursor cursor = TopicRig.subscribe(topic, 0, DROP_OLDEST, TopicRig.SMALL);
            TopicRig.publish(topic, 3);
            assertThat(rig.registry().delete("t")).isPresent();
            assertThat(rig.registry().delete("t")).isEmpty();
            assertThat(topic.attach(0, DROP_OLDEST, TopicRig.SMALL, () -> {})).isNull();
            assertThat(rig.node().reserved()).isPositive();
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(0, 3));
            assertThat(cursor.isDrained()).isTrue();
            assertThat(rig.registry().size()).isOne();
            topic.detach(cursor);
            assertThat(rig.registry().size()).isZero();
            assertThat(rig.node().reserved()).isZero();
            assertThat(rig.told()).containsExactly(new RunOutcome.Cancelled());
        }
    }

    @Test
    void aNewTopicOfADeletedOnesNameIsAnotherLog() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic first = rig.open("t");
            LogCursor cursor = TopicRig.subscribe(first, 0, DROP_OLDEST, TopicRig.SMALL);
            rig.registry().delete("t");
            Topic second = rig.open("t");
            assertThat(second).isNotSameAs(first);
            assertThat(second.log().epoch()).isNotEqualTo(first.log().epoch());
            first.detach(cursor);
            assertThat(rig.registry().find("t")).contains(second);
        }
    }

    @Test
    void aLastEventWithoutMemoryIsToldWhenThereIsSome() {
        try (TopicRig rig = new TopicRig(TopicRig.limits(10, 10, 4_096, ALL))) {
            Topic topic = rig.open("t");
            LogCursor cursor = TopicRig.subscribe(topic, 0, BLOCK, LogRig.WIDE);
            TopicRig.publish(topic, 32);
            rig.registry().delete("t");
            rig.keepHouseIn(0);
            assertThat(topic.log().isClosed()).isFalse();
            RecordingHandler handler = new RecordingHandler();
            cursor.poll(handler, 1_000);
            assertThat(handler.seen()).hasSize(32);
            // The tail stays as long as there is no other segment, so the reader's going is what frees it.
            topic.detach(cursor);
            rig.keepHouseIn(0);
            assertThat(rig.registry().size()).isZero();
        }
    }

    @Test
    void subscribersBeyondTheBoundAreNotLetIn() {
        try (TopicRig rig = new TopicRig(TopicRig.limits(10, 2, 4 << 20, ALL))) {
            Topic topic = rig.open("t");
            LogCursor first = TopicRig.subscribe(topic, 0, DROP_OLDEST, TopicRig.SMALL);
            LogCursor second = TopicRig.subscribe(topic, 0, DROP_OLDEST, TopicRig.SMALL);
            assertThat(topic.isFull()).isTrue();
            assertThat(topic.attach(0, DROP_OLDEST, TopicRig.SMALL, () -> {})).isNull();
            topic.detach(first);
            assertThat(topic.isFull()).isFalse();
            topic.detach(second);
        }
    }

    @Test
    void aParkedSubscriberIsWokenByAMessageAndByTheEnd() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            AtomicBoolean woken = new AtomicBoolean();
            LogCursor cursor = topic.attach(0, DROP_OLDEST, TopicRig.SMALL, () -> woken.set(true));
            if (cursor == null) {
                throw new AssertionError("nobody is let in");
            }
            assertThat(cursor.park()).isTrue();
            TopicRig.publish(topic, 1);
            assertThat(woken).isTrue();
            LogRig.drain(cursor);
            woken.set(false);
            assertThat(cursor.park()).isTrue();
            rig.registry().delete("t");
            assertThat(woken).isTrue();
            topic.detach(cursor);
        }
    }

    /// Should a wake-up ever be lost, the next look after the topic makes up for it.
    @Test
    void housekeepingHasAPublisherThatWaitsLookAgain() throws Exception {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            LogCursor blocking = TopicRig.subscribe(topic, 0, BLOCK, LogRig.WIDE);
            TopicRig.publish(topic, 1);
            FutureTask<Boolean> turn = new FutureTask<>(() -> {
                topic.log().appender().giveTurn();
                return true;
            });
            Thread publisher = Thread.ofPlatform().start(turn);
            Awaitility.await().until(() -> publisher.getState() == Thread.State.WAITING);
            rig.keepHouseIn(0);
            assertThat(turn.get(20, TimeUnit.SECONDS)).isTrue();
            topic.detach(blocking);
        }
    }

    @Test
    void figuresTellWhatIsHeld() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            assertThat(topic.snapshot().oldestAgeMs()).isEqualTo(-1);
            assertThat(topic.snapshot().publishedMs()).isZero();
            TopicRig.publish(topic, 3);
            TopicSnapshot figures = topic.snapshot();
            assertThat(figures.name()).isEqualTo("t");
            assertThat(figures.earliestOffset()).isZero();
            assertThat(figures.nextOffset()).isEqualTo(3);
            assertThat(figures.bytes()).isEqualTo(3L * LogRig.RECORD);
            assertThat(figures.memoryBytes())
                    .isEqualTo(4_096)
                    .isEqualTo(rig.node().reserved());
            assertThat(figures.oldestAgeMs()).isNotNegative();
            assertThat(figures.publishedMs()).isGreaterThanOrEqualTo(figures.createdMs());
        }
    }
}
