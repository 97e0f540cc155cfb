package io.riptide.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PingIntervalTest {
    /// The node pings every `usual` seconds and its streams have a heartbeat every 15.
    @ParameterizedTest
    @CsvSource({"15, 15, 15", "15, 1, 1", "15, 120, 15", "3600, 15, 3600", "3600, 14, 14", "5, 10, 5", "5, 2, 2"})
    void onlyWhoWantsHeartbeatsSoonerIsPingedSooner(int usual, int wanted, int seconds) {
        PingInterval pings = new PingInterval(TimeUnit.SECONDS.toNanos(usual), TimeUnit.SECONDS.toNanos(15));
        assertThat(pings.ns(wanted * 1_000)).isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
    }
}
