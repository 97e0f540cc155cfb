package io.riptide.engine.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakersTest {
    private static final long WINDOW = 100;
    private static final long OPEN = 50;

    private final CircuitBreakers breakers =
            new CircuitBreakers(new CircuitBreakerLimits(1, WINDOW, OPEN, OPEN), 16, RecoveryListener.NONE);

    @Test
    void aSubjectKeepsItsBreaker() {
        assertThat(breakers.of("a", 0)).isSameAs(breakers.of("a", 1)).isNotSameAs(breakers.of("b", 1));
        assertThat(breakers.size()).isEqualTo(2);
    }

    @Test
    void openOnesAreCountedUntilTheirTimeIsUp() {
        fail("a", 0);
        fail("b", 10);
        breakers.of("c", 10);
        assertThat(breakers.openCount(10)).isEqualTo(2);
        assertThat(breakers.openCount(50)).isEqualTo(1);
        assertThat(breakers.openCount(60)).isZero();
    }

    @Test
    void theOneUsedLongestAgoGivesWay() {
        List<CircuitBreaker> first = fill(16);
        breakers.of("host-0", 100);
        breakers.of("one more", 101);
        assertThat(breakers.size()).isEqualTo(16);
        assertThat(breakers.of("host-0", 102)).isSameAs(first.get(0));
        assertThat(breakers.of("host-15", 103)).isSameAs(first.get(15));
        assertThat(breakers.of("host-1", 104)).isNotSameAs(first.get(1));
    }

    @Test
    void oneThatIsOpenGivesWayLast() {
        fail("open", 0);
        CircuitBreaker open = breakers.of("open", 0);
        fill(15);
        for (int i = 0; i < 100; i++) {
            breakers.of("later-" + i, 20 + i);
        }
        assertThat(breakers.of("open", 200)).isSameAs(open);
    }

    @Test
    void thereAreNeverMoreThanMayBeHoweverManySubjectsThereAre() {
        for (int i = 0; i < 1_000; i++) {
            fail("host-" + i, i);
            assertThat(breakers.size()).isLessThanOrEqualTo(16);
        }
    }

    @Test
    void idleOnesGoAndThoseThatRememberStay() {
        breakers.of("idle", 0);
        breakers.of("used", 0);
        fail("open", 0);
        breakers.of("used", 900);
        breakers.dropIdle(1_000, 500);
        assertThat(breakers.size()).isEqualTo(2);
        assertThat(breakers.openCount(0)).isEqualTo(1);
    }

    @Test
    void oneWhoseFailuresAreOldRemembersNothing() {
        CircuitBreakers two =
                new CircuitBreakers(new CircuitBreakerLimits(2, WINDOW, OPEN, OPEN), 16, RecoveryListener.NONE);
        CircuitBreaker breaker = two.of("a", 0);
        breaker.failed(breaker.tryEnter(0), 0);
        two.dropIdle(WINDOW - 1, 0);
        assertThat(two.size()).isEqualTo(1);
        two.dropIdle(WINDOW, 0);
        assertThat(two.size()).isZero();
    }

    private List<CircuitBreaker> fill(int count) {
        List<CircuitBreaker> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(breakers.of("host-" + i, i));
        }
        return all;
    }

    private void fail(String subject, long nowNs) {
        CircuitBreaker breaker = breakers.of(subject, nowNs);
        breaker.failed(breaker.tryEnter(nowNs), nowNs);
    }
}
