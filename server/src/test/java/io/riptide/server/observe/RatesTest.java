package io.riptide.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.metrics.Counters;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RatesTest {
    private final Counters counters = new Counters();
    private final Rates rates = new Rates(counters);
    private long nowNs = -TimeUnit.SECONDS.toNanos(5);

    @Test
    void oneSampleTellsNothing() {
        counters.eventsDelivered.add(100);
        assertThat(rates.over(1)).isEqualTo(Rates.Rate.NONE);
        second(0);
        assertThat(rates.over(60)).isEqualTo(Rates.Rate.NONE);
    }

    @Test
    void eachMeanIsOverItsOwnSeconds() {
        second(0);
        for (int i = 0; i < 60; i++) {
            second(i < 50 ? 10 : i < 59 ? 20 : 120);
        }
        assertThat(rates.over(1).events()).isEqualTo(120);
        assertThat(rates.over(10).events()).isEqualTo(30);
        assertThat(rates.over(60).events()).isEqualTo((500 + 180 + 120) / 60.0);
    }

    @Test
    void whatIsOlderThanAMinuteCountsNoMore() {
        second(0);
        second(1_000_000);
        for (int i = 0; i < 200; i++) {
            second(6);
        }
        assertThat(rates.over(60).events()).isEqualTo(6);
    }

    @Test
    void aMeanOverMoreThanThereIsIsOverWhatThereIs() {
        second(0);
        second(10);
        second(20);
        assertThat(rates.over(60).events()).isEqualTo(15);
    }

    @Test
    void aSampleThatComesLateIsDividedByTheTimeItTook() {
        second(0);
        counters.eventsDelivered.add(100);
        counters.bytesDelivered.add(4_000);
        counters.eventsDropped.add(20);
        counters.runsStarted.add(2);
        nowNs += TimeUnit.SECONDS.toNanos(4);
        rates.sample(nowNs);
        assertThat(rates.over(1)).isEqualTo(new Rates.Rate(25, 1_000, 5, 0.5));
    }

    private void second(long events) {
        counters.eventsDelivered.add(events);
        nowNs += TimeUnit.SECONDS.toNanos(1);
        rates.sample(nowNs);
    }
}
