package io.riptide.server.observe;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.recovery.CircuitBreakers;
import io.riptide.engine.topic.TopicRegistry;
import io.riptide.engine.topic.TopicSnapshot;
import io.riptide.protocol.stream.StreamEnd;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Looks at the node once a second: notes in its journal what has changed, and says whether to do less.
///
/// What may happen thousands of times a second, such as a refusal, is found in the counters here and so costs
/// whoever counts nothing more, and gives one event a second at most.
///
/// | reason to do less | while |
/// |---|---|
/// | `memory` | more than `memory.shed-above-percent` is in use |
/// | `health` | health has been worse than ok for [#HEALTH_LOOKS_MIN] looks |
/// | `circuit_breakers` | of [#BREAKERS_MIN] or more, more than half are open |
///
/// - **Threading:** one thread.
/// - **Bounds:** [#TOPIC_EVENTS_MAX] events of topics a look; beyond, their number. A topic that came and went
///   between two looks was never seen.
public final class NodeWatch {
    /// One slow second is no reason yet.
    static final int HEALTH_LOOKS_MIN = 3;

    static final int BREAKERS_MIN = 4;
    static final int TOPIC_EVENTS_MAX = 20;
    private static final long BREAKER_IDLE_NS = TimeUnit.MINUTES.toNanos(10);

    private final Figures figures;
    private final Health health;
    private final ByteBudget memory;
    private final int shedAbovePercent;
    private final Recovery recovery;
    private final Tally requestsRefused;
    private final Tally connectionsRefused;
    private final Tally slowed;
    private final Tally stalled;
    private final Tally overrun;
    private final Tally expired;

    private Health.Status status = Health.Status.OK;
    private int unwellLooks;
    private boolean isShedding;
    private Map<String, String> topicEpochs = new HashMap<>();

    /// Watches the node of `figures`, which gives up what may be lost above `shedAbovePercent` of its memory.
    public NodeWatch(Figures figures, Health health, int shedAbovePercent) {
        this.figures = figures;
        this.health = health;
        this.memory = figures.memory();
        this.shedAbovePercent = shedAbovePercent;
        this.recovery = figures.recovery();
        this.requestsRefused = new Tally(figures.http()::refused);
        this.connectionsRefused = new Tally(figures.connections()::refused);
        this.slowed = new Tally(figures.streams().slowed()::sum);
        this.stalled = new Tally(figures.streams().ended(StreamEnd.STALLED)::sum);
        this.overrun = new Tally(figures.streams().ended(StreamEnd.OVERRUN)::sum);
        this.expired = new Tally(figures.streams().ended(StreamEnd.EXPIRED)::sum);
    }

    /// Looks, as of `nowNs`.
    public void look(long nowNs) {
        lookAtReasons(nowNs);
        lookAtHealth();
        lookAtCounters();
        lookAtTopics(figures.topics());
    }

    private void lookAtReasons(long nowNs) {
        boolean isShort = memory.isAbove(shedAbovePercent);
        if (isShort != isShedding) {
            isShedding = isShort;
            tell(
                    NodeEvent.Kind.SHEDDING,
                    NodeEvent.NODE,
                    isShort ? "begun" : "ended",
                    "more than " + shedAbovePercent + " % of the memory " + (isShort ? "is" : "is no longer")
                            + " in use");
        }
        unwellLooks = health.cause() == Health.Status.OK ? 0 : unwellLooks + 1;
        int known = recovery.breakersKnown();
        boolean isStorm = known >= BREAKERS_MIN && recovery.breakersOpen(nowNs) * 2 > known;
        recovery.mode().set("memory", isShort, nowNs);
        recovery.mode().set("health", unwellLooks >= HEALTH_LOOKS_MIN, nowNs);
        recovery.mode().set("circuit_breakers", isStorm, nowNs);
        for (CircuitBreakers breakers : recovery.breakers()) {
            breakers.dropIdle(nowNs, BREAKER_IDLE_NS);
        }
    }

    private void lookAtHealth() {
        Health.Status now = health.status();
        if (now != status) {
            status = now;
            tell(NodeEvent.Kind.HEALTH, NodeEvent.NODE, now.word(), health.messages());
        }
    }

    private void lookAtCounters() {
        note(requestsRefused, NodeEvent.Kind.REFUSAL, "requests", "refused", "answered 429 or 503");
        note(connectionsRefused, NodeEvent.Kind.REFUSAL, "connections", "refused", "beyond a limit of connections");
        note(slowed, NodeEvent.Kind.READER, "slow", "detected", "took most of their events too late");
        note(stalled, NodeEvent.Kind.READER, "stalled", "cut_off", "took no byte for stream.stall-timeout");
        note(overrun, NodeEvent.Kind.READER, "overrun", "cut_off", "fell behind, and wanted to be disconnected then");
        note(expired, NodeEvent.Kind.READER, "expired", "cut_off", "what they read is no longer held");
    }

    private void note(Tally tally, NodeEvent.Kind kind, String subject, String state, String message) {
        long count = tally.more();
        if (count > 0) {
            recovery.journal().tell(NodeEvent.now(kind, subject, state, count, message));
        }
    }

    private void lookAtTopics(TopicRegistry registry) {
        Map<String, String> now = new HashMap<>();
        for (TopicSnapshot topic : registry.list()) {
            now.put(topic.name(), topic.epoch());
        }
        noteTopics(topicEpochs, now, "ended");
        noteTopics(now, topicEpochs, "created");
        topicEpochs = now;
    }

    /// Topics that are among `some` but not among `others`; one of the same name with another epoch is another
    /// one.
    private void noteTopics(Map<String, String> some, Map<String, String> others, String state) {
        int count = 0;
        for (Map.Entry<String, String> topic : some.entrySet()) {
            if (!topic.getValue().equals(others.get(topic.getKey()))) {
                count++;
                if (count <= TOPIC_EVENTS_MAX) {
                    tell(NodeEvent.Kind.TOPIC, "topic:" + topic.getKey(), state, "epoch " + topic.getValue());
                }
            }
        }
        int more = count - TOPIC_EVENTS_MAX;
        if (more > 0) {
            recovery.journal()
                    .tell(NodeEvent.now(NodeEvent.Kind.TOPIC, "topics", state, more, "and that many more topics"));
        }
    }

    private void tell(NodeEvent.Kind kind, String subject, String state, String message) {
        recovery.journal().tell(NodeEvent.now(kind, subject, state, message));
    }

    /// How much a sum has grown since the last look.
    private static final class Tally {
        private final LongSupplier sum;
        private long before;

        Tally(LongSupplier sum) {
            this.sum = sum;
        }

        long more() {
            long now = sum.getAsLong();
            long more = now - before;
            before = now;
            return more;
        }
    }
}
