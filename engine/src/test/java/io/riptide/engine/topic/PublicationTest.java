package io.riptide.engine.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Retention;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.RecordingHandler;
import io.riptide.engine.testing.TopicRig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();
    private static final DeliveryPolicy DROP_OLDEST = new DeliveryPolicy.DropOldest();
    private static final Retention ALL = new Retention(1 << 30, 1 << 30, TimeUnit.HOURS.toNanos(1));
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);

    @Test
    void aShortOneIsStoredWithoutWaiting() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            Publication first = TopicRig.publication(topic, Publication.PART_EVENTS_MAX);
            assertThat(first.advance()).isTrue();
            assertThat(first.firstOffset()).isZero();
            Publication second = TopicRig.publication(topic, 1);
            assertThat(second.advance()).isTrue();
            assertThat(second.firstOffset()).isEqualTo(Publication.PART_EVENTS_MAX);
            assertThat(second.stored()).isOne();
        }
    }

    @Test
    void aLongOneGivesReadersTheirTurnSoThatOneThatKeepsUpLosesNothing() throws Exception {
        try (TopicRig rig = TopicRig.keeping(Retention.NONE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Topic topic = rig.open("t");
            LogCursor cursor = TopicRig.subscribe(topic, 0, BLOCK, TopicRig.SMALL);
            Future<List<String>> seen = threads.submit(() -> readUntil(cursor, 20_000));
            Publication publication = TopicRig.publish(topic, 20_000);
            assertThat(publication.firstOffset()).isZero();
            assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo(LogRig.events(0, 19_999));
            topic.detach(cursor);
        }
    }

    @Test
    void oneWhoStandsStillCostsALongOneNoMoreThanItsFirstTurns() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            LogCursor still = TopicRig.subscribe(topic, 0, DROP_OLDEST, TopicRig.SMALL);
            TopicRig.publish(topic, 5_000);
            assertThat(LogRig.drain(still)).startsWith("0..4935 DROP_OLDEST").hasSize(65);
            topic.detach(still);
        }
    }

    @Test
    void oneWhoBlocksHoldsUpAPublisherNoLongerThanItWaits() throws Exception {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            LogCursor blocking = TopicRig.subscribe(topic, 0, BLOCK, TopicRig.SMALL);
            Publication publication = TopicRig.publication(topic, 100);
            assertThat(publication.advance()).isFalse();
            publication.finish(TimeUnit.MILLISECONDS.toNanos(50));
            assertThat(publication.state()).isEqualTo(Publication.State.NO_ROOM);
            assertThat(publication.stored()).isEqualTo(64);
            assertThat(rig.counters().producerWaits.sum()).isPositive();
            assertThat(LogRig.drain(blocking)).isEqualTo(LogRig.events(0, 63));
            TopicRig.publish(topic, 1);
            assertThat(LogRig.drain(blocking)).containsExactly("64");
            topic.detach(blocking);
        }
    }

    @Test
    void aPublisherThatWaitsGoesOnWhenTheOneWhoBlocksReadsOrLeaves() throws Exception {
        try (TopicRig rig = TopicRig.keeping(ALL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Topic topic = rig.open("t");
            LogCursor reading = TopicRig.subscribe(topic, 0, BLOCK, TopicRig.SMALL);
            Future<Publication> first = threads.submit(() -> TopicRig.publish(topic, 100));
            assertThat(readUntil(reading, 100)).isEqualTo(LogRig.events(0, 99));
            assertThat(first.get().firstOffset()).isZero();
            Future<Publication> second = threads.submit(() -> TopicRig.publish(topic, 100));
            Awaitility.await().until(() -> topic.log().publishedOffset() == 164);
            topic.detach(reading);
            assertThat(second.get().firstOffset()).isEqualTo(100);
        }
    }

    @Test
    void offsetsOfOneAreConsecutiveHoweverManyPublish() throws Exception {
        try (TopicRig rig = TopicRig.keeping(ALL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Topic topic = rig.open("t");
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Publication>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    return TopicRig.publish(topic, 200);
                }));
            }
            start.countDown();
            List<Long> firsts = new ArrayList<>();
            for (Future<Publication> each : all) {
                firsts.add(each.get().firstOffset());
            }
            Collections.sort(firsts);
            for (int i = 0; i < 20; i++) {
                assertThat(firsts.get(i)).isEqualTo(200L * i);
            }
        }
    }

    @Test
    void oneThatWaitsForItsTurnIsRefusedInTime() throws Exception {
        try (TopicRig rig = TopicRig.keeping(ALL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Topic topic = rig.open("t");
            LogCursor blocking = TopicRig.subscribe(topic, 0, BLOCK, TopicRig.SMALL);
            Publication first = TopicRig.publication(topic, 65);
            assertThat(first.advance()).isFalse();
            Publication second = TopicRig.publication(topic, 1);
            assertThat(second.advance()).isFalse();
            second.finish(TimeUnit.MILLISECONDS.toNanos(20));
            assertThat(second.state()).isEqualTo(Publication.State.NO_ROOM);
            assertThat(second.stored()).isZero();
            Future<?> rest = threads.submit(() -> {
                first.finish(LONG_NS);
                return first;
            });
            assertThat(readUntil(blocking, 65)).hasSize(65);
            rest.get();
            assertThat(first.state()).isEqualTo(Publication.State.STORED);
            topic.detach(blocking);
        }
    }

    @Test
    void oneThatIsAbandonedGivesItsTurnBackAndKeepsWhatIsStored() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            Publication first = TopicRig.publication(topic, 100);
            assertThat(first.advance()).isFalse();
            first.abandon();
            assertThat(first.stored()).isEqualTo(32);
            assertThat(TopicRig.publish(topic, 1).firstOffset()).isEqualTo(32);
        }
    }

    @Test
    void aTopicThatEndsEndsThoseWhoWait() throws Exception {
        try (TopicRig rig = TopicRig.keeping(ALL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Topic topic = rig.open("t");
            LogCursor blocking = TopicRig.subscribe(topic, 0, BLOCK, TopicRig.SMALL);
            Publication publication = TopicRig.publication(topic, 100);
            Future<Publication> waiting = threads.submit(() -> {
                publication.finish(LONG_NS);
                return publication;
            });
            Awaitility.await().until(() -> topic.log().publishedOffset() == 64);
            rig.registry().delete("t");
            assertThat(waiting.get().state()).isEqualTo(Publication.State.ENDED);
            assertThat(waiting.get().stored()).isEqualTo(64);
            Publication late = TopicRig.publication(topic, 1);
            assertThat(late.advance()).isTrue();
            assertThat(late.state()).isEqualTo(Publication.State.ENDED);
            topic.detach(blocking);
        }
    }

    @Test
    void memoryThatLacksIsWaitedForAndThenRefused() throws Exception {
        try (TopicRig rig = new TopicRig(TopicRig.limits(10, 10, 8_192, ALL))) {
            Topic topic = rig.open("t");
            LogCursor blocking = TopicRig.subscribe(topic, 0, BLOCK, LogRig.WIDE);
            Publication publication = TopicRig.publication(topic, 100);
            assertThat(publication.advance()).isFalse();
            publication.finish(TimeUnit.MILLISECONDS.toNanos(20));
            assertThat(publication.state()).isEqualTo(Publication.State.NO_ROOM);
            assertThat(publication.stored()).isBetween(32, 64);
            topic.detach(blocking);
            TopicRig.publish(topic, 100);
        }
    }

    @Test
    void aMessageLongerThanAnEventIsNotStored() {
        try (TopicRig rig = TopicRig.keeping(ALL)) {
            Topic topic = rig.open("t");
            Publication publication = topic.publication(List.of(new TopicMessage(1, 0, 0, 1 << 20, (_, _, _) -> 1)));
            assertThat(publication.advance()).isTrue();
            assertThat(publication.state()).isEqualTo(Publication.State.UNSTORABLE);
            assertThat(publication.firstOffset()).isEqualTo(-1);
            assertThat(TopicRig.publish(topic, 1).firstOffset()).isZero();
        }
    }

    private static List<String> readUntil(LogCursor cursor, int count) {
        RecordingHandler handler = new RecordingHandler();
        while (handler.seen().size() < count) {
            if (cursor.poll(handler, 1_000) == 0) {
                LockSupport.parkNanos(100_000);
            }
        }
        return handler.seen();
    }
}
