package io.riptide.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.topic.TopicRefusedException;
import io.riptide.protocol.stream.StreamEnd;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NodeWatchTest {
    private final NodeRig rig = new NodeRig();
    private final NodeWatch watch = new NodeWatch(rig.figures, rig.health, 95);
    private long second;

    @AfterEach
    void close() {
        rig.topics.drain();
        rig.close();
    }

    @Test
    void aQuietNodeHasNothingToTell() {
        look(5);
        assertThat(rig.journalWords()).isEmpty();
        assertThat(rig.journal.heldBytes()).isZero();
    }

    @Test
    void refusalsAreOneEventALookWithTheirNumber() {
        for (int i = 0; i < 1_000; i++) {
            rig.http.refusedForNow();
        }
        look(3);
        rig.http.refusedForNow();
        look(1);
        assertThat(rig.journalWords()).containsExactly("refusal requests refused", "refusal requests refused");
        assertThat(rig.journalFrom(0).stream().map(event -> event.path("count").longValue()))
                .containsExactly(1_000L, 1L);
    }

    @Test
    void readersThatAreSlowOrWereCutOffAreTold() {
        rig.streams.slowed().add(4);
        rig.streams.ended(StreamEnd.STALLED).add(2);
        rig.streams.ended(StreamEnd.OVERRUN).add(3);
        rig.streams.ended(StreamEnd.COMPLETED).add(100);
        look(1);
        assertThat(rig.journalWords())
                .containsExactly("reader slow detected", "reader stalled cut_off", "reader overrun cut_off");
    }

    @Test
    void healthIsToldWhenItChanges() {
        rig.answer(94, 6);
        look(1);
        look(1);
        rig.answer(0, 10);
        look(1);
        assertThat(rig.journalWords())
                .containsExactly("health node degraded", "degraded_mode node entered", "health node critical");
        JsonNode first = rig.journalFrom(0).getFirst();
        assertThat(first.path("message").stringValue()).isEqualTo("streaming: 6 % errors, 0 % drops");
    }

    @Test
    void memoryAboveTheBoundDegradesAtOnceAndForThirtySecondsLonger() {
        assertThat(rig.node.tryReserve(NodeRig.NODE_BYTES)).isTrue();
        look(1);
        assertThat(rig.mode.isDegraded()).isTrue();
        assertThat(rig.mode.reasons()).containsExactly("memory");
        rig.node.release(NodeRig.NODE_BYTES);
        look(30);
        assertThat(rig.mode.isDegraded()).isTrue();
        look(1);
        assertThat(rig.mode.isDegraded()).isFalse();
        look(1);
        assertThat(rig.journalWords())
                .containsExactly(
                        "shedding node begun",
                        "degraded_mode node entered",
                        "health node critical",
                        "shedding node ended",
                        "health node degraded",
                        "degraded_mode node left",
                        "health node ok");
    }

    @Test
    void oneBadSecondIsNoReasonButThreeAre() {
        rig.answer(50, 50);
        look(2);
        assertThat(rig.mode.isDegraded()).isFalse();
        look(1);
        assertThat(rig.mode.reasons()).containsExactly("health");
    }

    @Test
    void badHealthThatHasPassedDoesNotKeepItselfUp() {
        rig.answer(50, 50);
        look(3);
        assertThat(rig.mode.isDegraded()).isTrue();
        for (int i = 0; i < 60; i++) {
            rig.health.sample();
        }
        look(31);
        assertThat(rig.mode.isDegraded()).isFalse();
        assertThat(rig.health.status()).isEqualTo(Health.Status.OK);
    }

    @Test
    void moreThanHalfOfFourBreakersOpenAreAStorm() {
        fail("a");
        fail("b");
        fail("c");
        look(1);
        assertThat(rig.mode.isDegraded()).as("three are too few to tell").isFalse();
        rig.breakers.of("d", nowNs());
        look(1);
        assertThat(rig.mode.reasons()).containsExactly("circuit_breakers");
    }

    @Test
    void halfOfThemIsNone() {
        fail("a");
        fail("b");
        rig.breakers.of("c", nowNs());
        rig.breakers.of("d", nowNs());
        look(1);
        assertThat(rig.mode.isDegraded()).isFalse();
    }

    @Test
    void breakersAreToldAndCounted() {
        fail("host:a:80");
        long later = nowNs() + NodeRig.BREAKER_NS;
        CircuitBreaker breaker = rig.breakers.of("host:a:80", later);
        breaker.succeeded(breaker.tryEnter(later));
        assertThat(rig.journalWords())
                .containsExactly(
                        "circuit_breaker host:a:80 open",
                        "circuit_breaker host:a:80 half_open",
                        "circuit_breaker host:a:80 closed");
        Recovery.Snapshot snapshot = rig.figures.recovery().snapshot(later);
        assertThat(snapshot.transitions())
                .allSatisfy((_, count) -> assertThat(count).isEqualTo(1));
        assertThat(snapshot.breakersKnown()).isEqualTo(1);
        assertThat(snapshot.breakersOpen()).isZero();
        assertThat(snapshot.journalEvents()).isEqualTo(3);
    }

    @Test
    void topicsComeAndGo() throws TopicRefusedException {
        rig.topics.open("tides");
        look(1);
        look(1);
        rig.topics.delete("tides");
        rig.topics.open("tides");
        look(1);
        rig.topics.delete("tides");
        look(1);
        assertThat(rig.journalWords())
                .containsExactly(
                        "topic topic:tides created",
                        "topic topic:tides ended",
                        "topic topic:tides created",
                        "topic topic:tides ended");
    }

    @Test
    void manyTopicsAtOnceAreANumber() throws TopicRefusedException {
        for (int i = 0; i < 100; i++) {
            rig.topics.open("t" + i);
        }
        look(1);
        assertThat(rig.journalFrom(0)).hasSize(NodeWatch.TOPIC_EVENTS_MAX + 1);
        assertThat(rig.journalFrom(0).getLast().path("count").longValue()).isEqualTo(100 - NodeWatch.TOPIC_EVENTS_MAX);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            second++;
            watch.look(nowNs());
        }
    }

    private long nowNs() {
        return TimeUnit.SECONDS.toNanos(second);
    }

    private void fail(String subject) {
        long nowNs = nowNs();
        CircuitBreaker breaker = rig.breakers.of(subject, nowNs);
        breaker.failed(breaker.tryEnter(nowNs), nowNs);
    }
}
