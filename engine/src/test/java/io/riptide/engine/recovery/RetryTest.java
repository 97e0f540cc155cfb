package io.riptide.engine.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.recovery.Backoff.Jitter;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryTest {
    private static final long NEVER = Long.MAX_VALUE;
    private static final RetryPolicy THREE = new RetryPolicy(3, new Backoff(ms(100), 2, ms(5_000), Jitter.EQUAL));

    private final RetryBudget budget = new RetryBudget(10, 0);

    @Test
    void threeAttemptsAreTwoWaits() {
        Retry retry = retry(NEVER);
        assertThat(retry.nextWaitNs(FailureCategory.TRANSIENT, Retry.NOT_ASKED, 0))
                .isBetween(ms(50), ms(100));
        assertThat(retry.nextWaitNs(FailureCategory.TRANSIENT, Retry.NOT_ASKED, 0))
                .isBetween(ms(100), ms(200));
        assertThat(retry.nextWaitNs(FailureCategory.TRANSIENT, Retry.NOT_ASKED, 0))
                .isEqualTo(Retry.GIVE_UP);
        assertThat(retry.failures()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(FailureCategory.class)
    void onlyWhatPassesIsTriedAgain(FailureCategory category) {
        long waitNs = retry(NEVER).nextWaitNs(category, Retry.NOT_ASKED, 0);
        assertThat(waitNs >= 0).isEqualTo(category == FailureCategory.TRANSIENT);
        assertThat(budget.left()).isEqualTo(category == FailureCategory.TRANSIENT ? 9 : 10);
    }

    @Test
    void whoIsAskedToComeBackLaterComesBackLater() {
        assertThat(retry(NEVER).nextWaitNs(FailureCategory.TRANSIENT, ms(2_000), 0))
                .isEqualTo(ms(2_000));
    }

    @Test
    void whoIsAskedToComeBackTooLateGivesUp() {
        assertThat(retry(NEVER).nextWaitNs(FailureCategory.TRANSIENT, ms(5_000), 0))
                .isEqualTo(ms(5_000));
        assertThat(retry(NEVER).nextWaitNs(FailureCategory.TRANSIENT, ms(5_001), 0))
                .isEqualTo(Retry.GIVE_UP);
    }

    @Test
    void noWaitReachesTheDeadline() {
        assertThat(retry(ms(1_000)).nextWaitNs(FailureCategory.TRANSIENT, ms(1_000), 0))
                .isEqualTo(Retry.GIVE_UP);
        assertThat(retry(ms(1_001)).nextWaitNs(FailureCategory.TRANSIENT, ms(1_000), 0))
                .isEqualTo(ms(1_000));
        assertThat(budget.left()).isEqualTo(9);
    }

    @Test
    void theDeadlineMayBeBehindTheClocksOverflow() {
        long nowNs = Long.MAX_VALUE - ms(1);
        assertThat(retry(nowNs + ms(1_000)).nextWaitNs(FailureCategory.TRANSIENT, Retry.NOT_ASKED, nowNs))
                .isBetween(ms(50), ms(100));
    }

    @Test
    void anEmptyBudgetEndsTrying() {
        RetryBudget one = new RetryBudget(1, 0);
        Retry first = new Retry(THREE, one, new Random(1), NEVER);
        Retry second = new Retry(THREE, one, new Random(1), NEVER);
        assertThat(first.nextWaitNs(FailureCategory.TRANSIENT, 0, 0)).isPositive();
        assertThat(second.nextWaitNs(FailureCategory.TRANSIENT, 0, 0)).isEqualTo(Retry.GIVE_UP);
    }

    @Property(tries = 200)
    void furtherTriesAreAShareOfFirstOnes(
            @ForAll @IntRange(max = 20) int reserve,
            @ForAll @IntRange(max = 100) int percent,
            @ForAll @IntRange(max = 500) int works) {
        RetryBudget shared = new RetryBudget(reserve, percent);
        int again = 0;
        for (int i = 0; i < works; i++) {
            Retry retry = new Retry(THREE, shared, new Random(i), NEVER);
            while (retry.nextWaitNs(FailureCategory.TRANSIENT, 0, 0) != Retry.GIVE_UP) {
                again++;
            }
        }
        assertThat(again).isLessThanOrEqualTo(reserve + works * percent / 100);
        assertThat(shared.left()).isBetween(0L, (long) reserve);
    }

    @Test
    void aPolicyTriesOnceAtLeast() {
        assertThatThrownBy(() -> new RetryPolicy(0, THREE.backoff())).hasMessageContaining("attemptsMax=0");
        assertThatThrownBy(() -> new RetryBudget(-1, 0)).hasMessageContaining("reserve=-1");
        assertThatThrownBy(() -> new RetryBudget(1, 101)).hasMessageContaining("percent=101");
    }

    private Retry retry(long deadlineNs) {
        return new Retry(THREE, budget, new Random(7), deadlineNs);
    }

    private static long ms(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }
}
