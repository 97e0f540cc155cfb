package io.riptide.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.protocol.stream.StreamEnd;
import io.riptide.server.event.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class HealthTest {
    private final NodeRig rig = new NodeRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({"0, OK", "4, OK", "5, DEGRADED", "9, DEGRADED", "10, CRITICAL", "100, CRITICAL"})
    void errorsAreDegradedAtFivePercentAndCriticalAtTen(int percent, Health.Status status) {
        rig.answer(100 - percent, percent);
        assertThat(rig.health.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"0, OK", "9, OK", "10, DEGRADED", "19, DEGRADED", "20, CRITICAL", "100, CRITICAL"})
    void dropsAreDegradedAtTenPercentAndCriticalAtTwenty(int percent, Health.Status status) {
        rig.deliver(100 - percent, percent);
        assertThat(rig.health.status()).isEqualTo(status);
    }

    @Test
    void aStreamThatStalledOrExpiredIsAnError() {
        rig.answer(100, 0);
        rig.streams.ended(StreamEnd.STALLED).add(3);
        assertThat(rig.health.status()).isEqualTo(Health.Status.OK);
        rig.streams.ended(StreamEnd.EXPIRED).add(2);
        assertThat(rig.health.status()).isEqualTo(Health.Status.DEGRADED);
        rig.streams.ended(StreamEnd.CHANNEL_CLOSED).add(50);
        assertThat(rig.health.status()).isEqualTo(Health.Status.DEGRADED);
    }

    @Test
    void tooFewTellNothing() {
        rig.answer(0, 19);
        rig.deliver(0, 99);
        assertThat(rig.health.status()).isEqualTo(Health.Status.OK);
        rig.answer(0, 1);
        assertThat(rig.health.status()).isEqualTo(Health.Status.CRITICAL);
    }

    @Test
    void aMinuteLaterItIsForgotten() {
        rig.answer(50, 50);
        rig.deliver(50, 50);
        for (int second = 1; second <= 60; second++) {
            assertThat(rig.health.status()).as("second " + second).isEqualTo(Health.Status.CRITICAL);
            rig.health.sample();
        }
        assertThat(rig.health.status()).isEqualTo(Health.Status.OK);
    }

    @Test
    void theMinuteSlides() {
        for (int second = 0; second < 31; second++) {
            rig.answer(90, 10);
            rig.health.sample();
        }
        assertThat(rig.health.status()).isEqualTo(Health.Status.CRITICAL);
        for (int second = 0; second < 29; second++) {
            rig.answer(100, 0);
            rig.health.sample();
        }
        // Half of the time between sixty samples at ten percent is five.
        assertThat(rig.health.status()).isEqualTo(Health.Status.DEGRADED);
        rig.answer(200, 0);
        rig.health.sample();
        assertThat(rig.health.status()).isEqualTo(Health.Status.OK);
    }

    @Test
    void memoryOverItsBudgetIsCritical() {
        assertThat(rig.node.tryReserve(NodeRig.NODE_BYTES)).isTrue();
        assertThat(rig.health.status()).isEqualTo(Health.Status.CRITICAL);
        assertThat(rig.health.messages()).isEqualTo("memory: over the memory budget");
        rig.node.release(NodeRig.NODE_BYTES);
        assertThat(rig.health.status()).isEqualTo(Health.Status.OK);
    }

    @Test
    void degradedModeIsSeenAndIsNotItsOwnCause() {
        rig.mode.set("memory", true, 0);
        assertThat(rig.health.cause()).isEqualTo(Health.Status.OK);
        assertThat(rig.health.status()).isEqualTo(Health.Status.DEGRADED);
        JsonNode report = Json.mapper().readTree(rig.health.report().document());
        assertThat(report.path("status").stringValue()).isEqualTo("degraded");
        JsonNode check = report.path("checks").path("recovery");
        assertThat(check.path("status").stringValue()).isEqualTo("degraded");
        assertThat(check.path("message").stringValue()).isEqualTo("degraded mode: memory");
    }

    /// To crawl less because of it would let Redis slow crawls down.
    @Test
    void aRedisInTroubleIsDegradedButNoReasonToDoLess() {
        assertThat(rig.health.checks()).containsKeys("cache", "proxy");
        assertThat(rig.health.status()).isEqualTo(Health.Status.OK);

        rig.cache = rig.cacheInTrouble("redis://r:6379/0 is left alone: no answer");

        assertThat(rig.health.status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(rig.health.messages()).isEqualTo("cache: redis://r:6379/0 is left alone: no answer");
        assertThat(rig.health.cause()).isEqualTo(Health.Status.OK);
    }
}
