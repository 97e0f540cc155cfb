package io.riptide.engine.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Retention;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.TopicRig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicRegistryTest {
    private static final DeliveryPolicy DROP_OLDEST = new DeliveryPolicy.DropOldest();
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();

    /// The segment being written, which always stays.
    private static final long SEGMENT = 64 * 1024;

    private static final Retention HOUR = new Retention(1 << 30, 1 << 30, TimeUnit.HOURS.toNanos(1));

    @Test
    void aNameIsOneTopic() {
        try (TopicRig rig = TopicRig.keeping(HOUR)) {
            Topic topic = rig.open("a");
            assertThat(rig.open("a")).isSameAs(topic);
            assertThat(rig.open("b")).isNotSameAs(topic);
            assertThat(rig.registry().list()).extracting(TopicSnapshot::name).containsExactly("a", "b");
            assertThat(rig.registry().find("c")).isEmpty();
        }
    }

    @Test
    void aTopicThatNobodyUsedVanishes() {
        try (TopicRig rig = TopicRig.keeping(HOUR)) {
            Topic topic = rig.open("t");
            rig.keepHouseIn(0);
            assertThat(rig.registry().find("t")).contains(topic);
            rig.keepHouseIn(2);
            assertThat(rig.registry().size()).isZero();
            assertThat(rig.open("t")).isNotSameAs(topic);
            assertThat(rig.told()).as("nobody was there to be told").isEmpty();
        }
    }

    @Test
    void aTopicWithHistoryStaysAsLongAsThat() {
        try (TopicRig rig = TopicRig.keeping(HOUR)) {
            Topic topic = rig.open("t");
            TopicRig.publish(topic, 10);
            rig.keepHouseIn(3_500);
            assertThat(rig.registry().find("t")).contains(topic);
            rig.keepHouseIn(3_601);
            assertThat(rig.registry().find("t")).isEmpty();
            assertThat(rig.node().reserved()).isZero();
        }
    }

    @Test
    void aTopicWithASubscriberStaysUntilItLeaves() {
        try (TopicRig rig = TopicRig.keeping(Retention.NONE)) {
            Topic topic = rig.open("t");
            LogCursor cursor = TopicRig.subscribe(topic, 0, DROP_OLDEST, TopicRig.SMALL);
            TopicRig.publish(topic, 10);
            rig.keepHouseIn(36_000);
            assertThat(rig.registry().find("t")).contains(topic);
            topic.detach(cursor);
            rig.keepHouseIn(2);
            assertThat(rig.registry().find("t")).isEmpty();
        }
    }

    @Test
    void aTopicThatIsPublishedToJustNowStays() {
        try (TopicRig rig = TopicRig.keeping(Retention.NONE)) {
            Topic topic = rig.open("t");
            Publication publication = TopicRig.publication(topic, 100);
            publication.advance();
            rig.keepHouseIn(3_601);
            assertThat(topic.hasEnded()).isFalse();
            publication.abandon();
            rig.keepHouseIn(3_601);
            assertThat(topic.hasEnded()).isTrue();
        }
    }

    @Test
    void topicsBeyondTheBoundAreRefusedUntilOneGoes() {
        try (TopicRig rig = new TopicRig(TopicRig.limits(2, 10, 1 << 20, HOUR))) {
            Topic first = rig.open("a");
            LogCursor cursor = TopicRig.subscribe(first, 0, DROP_OLDEST, TopicRig.SMALL);
            rig.open("b");
            assertThatThrownBy(() -> rig.registry().open("c"))
                    .isInstanceOf(TopicRefusedException.class)
                    .hasMessageContaining("2 topics");
            assertThat(rig.open("a")).isSameAs(first);
            rig.registry().delete("a");
            assertThatThrownBy(() -> rig.registry().open("c")).isInstanceOf(TopicRefusedException.class);
            first.detach(cursor);
            rig.open("c");
        }
    }

    @Test
    void drainingEndsEveryTopicAndRefusesNewOnes() {
        try (TopicRig rig = TopicRig.keeping(HOUR)) {
            Topic topic = rig.open("t");
            LogCursor cursor = TopicRig.subscribe(topic, 0, DROP_OLDEST, TopicRig.SMALL);
            rig.registry().drain();
            assertThat(rig.registry().isDraining()).isTrue();
            assertThat(rig.told()).containsExactly(new RunOutcome.Shutdown());
            assertThatThrownBy(() -> rig.registry().open("t")).hasMessageContaining("shutting down");
            topic.detach(cursor);
        }
    }

    @Test
    void whoeverUsesATopicWhileItVanishesFindsAnother() throws Exception {
        try (TopicRig rig = TopicRig.keeping(Retention.NONE);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> publishers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                publishers.add(threads.submit(() -> {
                    int stored = 0;
                    while (stored < 2_000) {
                        Publication publication = TopicRig.publication(rig.open("t"), 1);
                        if (!publication.advance()) {
                            publication.finish(TimeUnit.SECONDS.toNanos(20));
                        }
                        stored += publication.stored();
                    }
                    return stored;
                }));
            }
            while (!publishers.stream().allMatch(Future::isDone)) {
                rig.keepHouseIn(10);
            }
            for (Future<Integer> publisher : publishers) {
                assertThat(publisher.get()).isEqualTo(2_000);
            }
            assertThat(rig.counters().eventsAppended.sum()).isEqualTo(4_000);
        }
    }

    @Test
    void whatSubscribersMayLoseIsShedBeforeWhatIsKeptForOthers() {
        try (TopicRig rig = TopicRig.keeping(HOUR)) {
            Topic dropping = filled(rig, "dropping", 2_000);
            Topic kept = filled(rig, "kept", 8_000);
            LogCursor cursor = TopicRig.subscribe(dropping, 0, DROP_OLDEST, TopicRig.SMALL);
            long keptBytes = kept.log().reservedBytes();
            rig.registry().shed(() -> false);
            assertThat(dropping.log().reservedBytes()).isGreaterThan(SEGMENT);
            rig.registry().shed(() -> dropping.log().reservedBytes() > SEGMENT);
            assertThat(kept.log().reservedBytes()).isEqualTo(keptBytes);
            long left = dropping.log().earliestOffset();
            assertThat(LogRig.drain(cursor))
                    .startsWith("0.." + (left - 1) + " DROP_OLDEST")
                    .endsWith("1999");
            rig.registry().shed(() -> true);
            assertThat(kept.log().reservedBytes()).isEqualTo(SEGMENT);
            assertThat(rig.registry().size()).as("none has ended").isEqualTo(2);
            dropping.detach(cursor);
        }
    }

    @Test
    void theLargestHistoryIsShedFirst() {
        try (TopicRig rig = TopicRig.keeping(HOUR)) {
            Topic small = filled(rig, "small", 2_000);
            Topic large = filled(rig, "large", 8_000);
            long smallBytes = small.log().reservedBytes();
            rig.registry().shed(() -> large.log().reservedBytes() > SEGMENT);
            assertThat(large.log().reservedBytes()).isEqualTo(SEGMENT);
            assertThat(small.log().reservedBytes()).isEqualTo(smallBytes);
        }
    }

    @Test
    void oneWhoBlocksLosesNothingToSheddingButWhatItHasReadMayGo() {
        try (TopicRig rig = TopicRig.keeping(HOUR)) {
            Topic topic = filled(rig, "t", 2_000);
            LogCursor blocking = TopicRig.subscribe(topic, 1_000, BLOCK, LogRig.WIDE);
            rig.registry().shed(() -> true);
            assertThat(topic.log().earliestOffset()).isBetween(1L, 1_000L);
            assertThat(LogRig.drain(blocking)).isEqualTo(LogRig.events(1_000, 1_999));
            rig.registry().shed(() -> true);
            assertThat(topic.log().reservedBytes()).isEqualTo(SEGMENT);
            topic.detach(blocking);
        }
    }

    private static Topic filled(TopicRig rig, String name, int events) {
        Topic topic = rig.open(name);
        TopicRig.publish(topic, events);
        assertThat(topic.log().earliestOffset()).isZero();
        return topic;
    }

    static Stream<ThrowingCallable> badBounds() {
        return Stream.of(
                () -> new TopicLimits(0, 1, 1, 1, 1, HOUR),
                () -> new TopicLimits(1, 0, 1, 1, 1, HOUR),
                () -> new TopicLimits(1, 1, 0, 1, 1, HOUR),
                () -> new TopicLimits(1, 1, 3 << 20, 1, 1, HOUR),
                () -> new TopicLimits(1, 1, 1, 0, 1, HOUR),
                () -> new TopicLimits(1, 1, 1, 1, 0, HOUR),
                () -> new Retention(-1, 0, 0),
                () -> new Retention(0, -1, 0),
                () -> new Retention(0, 0, -1));
    }

    @ParameterizedTest
    @MethodSource("badBounds")
    void boundsThatMakeNoSenseAreRefused(ThrowingCallable bad) {
        assertThatThrownBy(bad).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("=");
    }
}
