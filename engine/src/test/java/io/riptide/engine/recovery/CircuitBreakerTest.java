package io.riptide.engine.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.recovery.CircuitBreaker.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final CircuitBreakerLimits LIMITS = new CircuitBreakerLimits(5, s(60), s(30), s(30));

    private final RecordingListener listener = new RecordingListener();
    private final CircuitBreaker breaker = new CircuitBreaker("host:a", LIMITS, listener);

    @Test
    void fiveFailuresWithinAMinuteOpenIt() {
        fail(0, 1, 2, 3);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(59);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.tryEnter(s(60))).isEqualTo(CircuitBreaker.REFUSED);
        assertThat(listener.events())
                .containsExactly(new RecoveryEvent.BreakerChanged("host:a", State.CLOSED, State.OPEN, 5));
    }

    @Test
    void theFirstFailureIsForgottenAfterExactlyAMinute() {
        fail(0, 1, 2, 3, 60);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        // 1, 2, 3, 60 and this one are less than a minute apart.
        fail(60);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aSuccessDoesNotForgive() {
        fail(0, 1, 2, 3);
        breaker.succeeded(breaker.tryEnter(s(4)));
        fail(5);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void whatMostlyGoesWellStaysClosedWhereAShareIsAsked() {
        CircuitBreaker shared =
                new CircuitBreaker("host:b", new CircuitBreakerLimits(5, 50, s(60), s(30), s(30)), _ -> {});
        for (int i = 0; i < 40; i++) {
            shared.succeeded(shared.tryEnter(s(1)));
            shared.succeeded(shared.tryEnter(s(1)));
            shared.failed(shared.tryEnter(s(1)), s(1));
        }
        assertThat(shared.state()).isEqualTo(State.CLOSED);
        // From here on more fail than not: of the last five and what went well between them.
        shared.failed(shared.tryEnter(s(2)), s(2));
        assertThat(shared.state()).isEqualTo(State.CLOSED);
        shared.failed(shared.tryEnter(s(2)), s(2));
        shared.failed(shared.tryEnter(s(2)), s(2));
        assertThat(shared.state()).isEqualTo(State.OPEN);
        assertThatThrownBy(() -> new CircuitBreakerLimits(1, 101, 1, 1, 1)).hasMessageContaining("failedPercent=101");
    }

    @Test
    void itLetsOneTryAfterThirtySeconds() {
        open(0);
        assertThat(breaker.tryEnter(s(30) - 1)).isEqualTo(CircuitBreaker.REFUSED);
        long trial = breaker.tryEnter(s(30));
        assertThat(trial).isNotEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.tryEnter(s(30))).isEqualTo(CircuitBreaker.REFUSED);
        breaker.succeeded(trial);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(listener.breakerStates()).containsExactly(State.OPEN, State.HALF_OPEN, State.CLOSED);
    }

    @Test
    void aFailedTrialOpensItForAsLongAgain() {
        open(0);
        breaker.failed(breaker.tryEnter(s(30)), s(31));
        assertThat(breaker.tryEnter(s(61) - 1)).isEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.tryEnter(s(61))).isNotEqualTo(CircuitBreaker.REFUSED);
    }

    @Test
    void onceClosedItStartsToCountAnew() {
        open(0);
        breaker.succeeded(breaker.tryEnter(s(30)));
        fail(31, 31, 31, 31);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(31);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aTrialThatNeverReportsLosesItsPlace() {
        open(0);
        long lost = breaker.tryEnter(s(30));
        assertThat(breaker.tryEnter(s(60) - 1)).isEqualTo(CircuitBreaker.REFUSED);
        long second = breaker.tryEnter(s(60));
        assertThat(second).isNotEqualTo(CircuitBreaker.REFUSED);
        breaker.succeeded(lost);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        breaker.succeeded(second);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(listener.breakerStates()).containsExactly(State.OPEN, State.HALF_OPEN, State.CLOSED);
    }

    @Test
    void anAbandonedTrialMakesRoomAtOnce() {
        open(0);
        breaker.abandoned(breaker.tryEnter(s(30)));
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.isOpen(s(30))).isFalse();
        assertThat(breaker.tryEnter(s(30))).isNotEqualTo(CircuitBreaker.REFUSED);
    }

    @Test
    void whatBeganBeforeSaysNothingAboutAfter() {
        long early = breaker.tryEnter(0);
        long alsoEarly = breaker.tryEnter(0);
        open(0);
        long trial = breaker.tryEnter(s(30));
        breaker.failed(early, s(30));
        breaker.succeeded(alsoEarly);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        breaker.succeeded(trial);
        breaker.failed(trial, s(30));
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void anOpenOneWhoseTimeIsUpRefusesNobody() {
        open(0);
        assertThat(breaker.isOpen(s(30) - 1)).isTrue();
        assertThat(breaker.isOpen(s(30))).isFalse();
    }

    @Test
    void ofManyThreadsOneGetsTheTrial() throws InterruptedException {
        open(0);
        int threads = 16;
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger let = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                if (breaker.tryEnter(s(30)) != CircuitBreaker.REFUSED) {
                    let.incrementAndGet();
                }
            }));
        }
        start.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(let).hasValue(1);
    }

    @Test
    void changesAreToldOnceAndInOrderHoweverManyFail() throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 2_000; round++) {
                    long pass = breaker.tryEnter(s(round));
                    if (pass != CircuitBreaker.REFUSED) {
                        breaker.failed(pass, s(round));
                    }
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        State before = State.CLOSED;
        for (RecoveryEvent event : listener.events()) {
            RecoveryEvent.BreakerChanged change = (RecoveryEvent.BreakerChanged) event;
            assertThat(change.from()).isEqualTo(before).isNotEqualTo(change.to());
            before = change.to();
        }
        assertThat(breaker.state()).isEqualTo(before);
    }

    @Test
    void limitsByWhichItWouldBeOpenForEverAreRefused() {
        assertThatThrownBy(() -> new CircuitBreakerLimits(0, 1, 1, 1)).hasMessageContaining("failures=0");
        assertThatThrownBy(() -> new CircuitBreakerLimits(1, 0, 1, 1)).hasMessageContaining("windowNs=0");
        assertThatThrownBy(() -> new CircuitBreakerLimits(1, 1, 0, 1)).hasMessageContaining("openNs=0");
        assertThatThrownBy(() -> new CircuitBreakerLimits(1, 1, 1, 0)).hasMessageContaining("trialNs=0");
    }

    private void open(long second) {
        fail(second, second, second, second, second);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    private void fail(long... seconds) {
        for (long second : seconds) {
            breaker.failed(breaker.tryEnter(s(second)), s(second));
        }
    }

    private static long s(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
