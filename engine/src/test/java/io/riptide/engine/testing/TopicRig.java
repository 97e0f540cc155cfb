package io.riptide.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.WorkSource;
import io.riptide.engine.topic.Publication;
import io.riptide.engine.topic.Topic;
import io.riptide.engine.topic.TopicLimits;
import io.riptide.engine.topic.TopicMessage;
import io.riptide.engine.topic.TopicRefusedException;
import io.riptide.engine.topic.TopicRegistry;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A registry of topics with its memory; closing it proves that every topic was released to the byte.
public final class TopicRig implements AutoCloseable {
    /// The smallest window the server gives.
    public static final Window SMALL = new Window(64, 1 << 20);

    private final SegmentPool pool = new SegmentPool(16L << 20);
    private final ByteBudget node = ByteBudget.root("node", 16L << 20);
    private final Counters counters = new Counters();
    private final TopicRegistry registry;
    private final List<RunOutcome> told = new CopyOnWriteArrayList<>();

    /// A registry with these limits.
    public TopicRig(TopicLimits limits) {
        registry = new TopicRegistry(pool, node, limits, this::last, counters);
    }

    /// A registry with limits nobody reaches, that keeps so much.
    public static TopicRig keeping(Retention retention) {
        return new TopicRig(limits(1_000, 1_000, 4 << 20, retention));
    }

    /// Limits of so many topics, so many subscribers and so many bytes of one.
    public static TopicLimits limits(int topicsMax, int subscribersMax, long topicBytesMax, Retention retention) {
        return new TopicLimits(topicsMax, subscribersMax, 64 * 1024, 16L << 20, topicBytesMax, retention);
    }

    /// The registry.
    public TopicRegistry registry() {
        return registry;
    }

    /// The node's budget.
    public ByteBudget node() {
        return node;
    }

    /// What the engine counted.
    public Counters counters() {
        return counters;
    }

    /// Why topics ended that had somebody to tell.
    public List<RunOutcome> told() {
        return told;
    }

    /// The topic of this name.
    public Topic open(String name) {
        try {
            return registry.open(name);
        } catch (TopicRefusedException e) {
            throw new AssertionError(e);
        }
    }

    /// A subscriber that is told everything from `offset` on.
    public static LogCursor subscribe(Topic topic, long offset, DeliveryPolicy policy, Window window) {
        LogCursor cursor = topic.attach(offset, policy, window, () -> {});
        if (cursor == null) {
            throw new AssertionError("topic " + topic.id() + " lets nobody in");
        }
        return cursor;
    }

    /// So many messages of [LogRig#PAYLOAD] bytes.
    public static List<TopicMessage> messages(int count) {
        return Collections.nCopies(count, new TopicMessage(1, 0, 0, LogRig.PAYLOAD, Payloads.ofLength(LogRig.PAYLOAD)));
    }

    /// Begins to publish so many messages.
    public static Publication publication(Topic topic, int count) {
        return topic.publication(messages(count));
    }

    /// Publishes so many messages, all of which must find room.
    public static Publication publish(Topic topic, int count) {
        Publication publication = publication(topic, count);
        try {
            if (!publication.advance()) {
                publication.finish(TimeUnit.SECONDS.toNanos(20));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(publication.state()).isEqualTo(Publication.State.STORED);
        return publication;
    }

    /// Does what is due so long from now.
    public void keepHouseIn(long seconds) {
        registry.keepHouse(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    }

    private WorkSource.Event last(byte[] epoch, RunOutcome outcome) {
        told.add(outcome);
        return new WorkSource.Event(3, LogRig.PAYLOAD, Payloads.ofLength(LogRig.PAYLOAD));
    }

    @Override
    public void close() {
        registry.drain();
        assertThat(registry.size()).isZero();
        assertThat(node.reserved()).isZero();
        assertThat(pool.leasedBytes()).isZero();
        pool.close();
    }
}
