package io.riptide.engine.topic;

import io.riptide.engine.AnyThread;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.run.RunOutcome;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All topics of a node, their limits and their keeping.
///
/// - **Threading:** any thread; [#keepHouse] is for one housekeeping thread.
/// - **Ownership:** topics take their memory on budgets below the node's, and give it back to the byte.
/// - **Bounds:** those of [TopicLimits].
/// - **Failure:** [TopicRefusedException] names the bound that was reached.
@AnyThread
public final class TopicRegistry {
    private static final Comparator<Topic> LARGEST_FIRST = Comparator.comparingLong(
                    (Topic topic) -> topic.log().reservedBytes())
            .reversed();

    private final SegmentPool pool;
    private final ByteBudget all;
    private final TopicLimits limits;
    private final TopicEnding ending;
    private final Counters counters;
    private final ConcurrentHashMap<String, Topic> topics = new ConcurrentHashMap<>();

    /// Every topic whose memory is not yet given back, those that have lost their name included.
    private final Set<Topic> held = ConcurrentHashMap.newKeySet();

    private final AtomicInteger heldCount = new AtomicInteger();
    private volatile boolean isDraining;

    /// A registry whose topics take their memory from `pool` on budgets below `node`, and end as `ending` says.
    public TopicRegistry(SegmentPool pool, ByteBudget node, TopicLimits limits, TopicEnding ending, Counters counters) {
        this.pool = pool;
        this.all = node.child("topics", limits.allBytesMax());
        this.limits = limits;
        this.ending = ending;
        this.counters = counters;
    }

    /// The topic of this name, a new one if there is none. It stays for a second at least, so that whoever
    /// asked for it can use it; after that it may have ended, and whoever finds that out asks again.
    public Topic open(String name) throws TopicRefusedException {
        Topic known = topics.get(name);
        if (known == null || known.hasEnded()) {
            known = create(name);
        }
        known.touch();
        return known;
    }

    /// The topic of this name.
    public Optional<Topic> find(String name) {
        return Optional.ofNullable(topics.get(name)).filter(topic -> !topic.hasEnded());
    }

    /// Every topic that can be published to, in the order of their names.
    public List<TopicSnapshot> list() {
        return topics.values().stream()
                .filter(topic -> !topic.hasEnded())
                .map(Topic::snapshot)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    /// Ends the topic of this name. Its name is free at once; its memory goes back when its last subscriber has
    /// gone. Nothing when there was none.
    public Optional<TopicSnapshot> delete(String name) {
        Topic topic = topics.get(name);
        if (topic == null || topic.hasEnded()) {
            return Optional.empty();
        }
        TopicSnapshot last = topic.snapshot();
        topic.end(new RunOutcome.Cancelled());
        topics.remove(name, topic);
        return Optional.of(last);
    }

    /// Topics whose memory may be held now.
    public int size() {
        return heldCount.get();
    }

    /// Lets go what topics no longer keep, and the topics that nobody uses.
    public void keepHouse(long nowNs) {
        for (Topic topic : held) {
            topic.keepHouse(nowNs);
        }
    }

    /// Gives memory back while `isShort` says so, at the cost of those who agreed to lose something: first what
    /// subscribers who may drop have not read, then what is kept for those who come later; of each the largest
    /// topics first. What a subscriber with [DeliveryPolicy.Block] has not read stays, and no topic ends.
    public void shed(BooleanSupplier isShort) {
        shed(Topic::maySuffer, isShort);
        shed(_ -> true, isShort);
    }

    private void shed(Predicate<Topic> which, BooleanSupplier isShort) {
        List<Topic> chosen = held.stream().filter(which).sorted(LARGEST_FIRST).toList();
        for (Topic topic : chosen) {
            if (!isShort.getAsBoolean()) {
                return;
            }
            topic.log().shed();
        }
    }

    /// Takes nothing new and ends every topic.
    public void drain() {
        isDraining = true;
        for (Topic topic : held) {
            topic.end(new RunOutcome.Shutdown());
        }
    }

    /// Whether [#drain] was called.
    public boolean isDraining() {
        return isDraining;
    }

    private Topic create(String name) throws TopicRefusedException {
        if (isDraining) {
            throw draining();
        }
        @Nullable
        Topic topic = topics.compute(name, (_, known) -> known != null && !known.hasEnded() ? known : tryCreate(name));
        if (topic == null) {
            throw new TopicRefusedException("the server has " + limits.topicsMax() + " topics already");
        }
        if (isDraining) {
            // Either the drain that has begun meanwhile saw this topic, or we see that it has begun.
            topic.end(new RunOutcome.Shutdown());
            throw draining();
        }
        return topic;
    }

    private @Nullable Topic tryCreate(String name) {
        if (heldCount.incrementAndGet() > limits.topicsMax()) {
            heldCount.decrementAndGet();
            return null;
        }
        ByteBudget budget = all.child(name, limits.topicBytesMax());
        EventLog log = new EventLog(pool, budget, limits.retention(), limits.eventBytesMax());
        Topic topic = new Topic(name, log, budget, limits, ending, counters, this::leave);
        held.add(topic);
        return topic;
    }

    private void leave(Topic topic) {
        topics.remove(topic.id(), topic);
        held.remove(topic);
        heldCount.decrementAndGet();
    }

    private static TopicRefusedException draining() {
        return new TopicRefusedException("the server is shutting down");
    }
}
