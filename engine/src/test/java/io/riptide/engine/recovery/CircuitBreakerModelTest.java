package io.riptide.engine.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.recovery.CircuitBreaker.State;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/// The breaker against one that keeps the whole history and is plainly right.
class CircuitBreakerModelTest {
    private static final long WINDOW = 20;
    private static final long OPEN = 10;
    private static final long TRIAL = 7;

    enum Act {
        ENTER,
        SUCCEED,
        FAIL,
        ABANDON
    }

    /// @param call of the calls that are under way, the one this is about
    record Step(Act act, int call, long laterBy) {}

    /// One who was let in and has not reported yet.
    record Call(long pass, int modelPass) {}

    @Property(tries = 2_000)
    void itDoesWhatTheModelDoes(
            @ForAll("schedules") List<Step> steps, @ForAll @IntRange(min = 1, max = 4) int failuresMax) {
        RecordingListener listener = new RecordingListener();
        CircuitBreaker breaker =
                new CircuitBreaker("x", new CircuitBreakerLimits(failuresMax, WINDOW, OPEN, TRIAL), listener);
        Model model = new Model(failuresMax);
        List<Call> calls = new ArrayList<>();
        long now = -15;
        for (Step step : steps) {
            now += step.laterBy;
            if (step.act == Act.ENTER) {
                boolean isRefusing = breaker.isRefusing(now);
                long pass = breaker.tryEnter(now);
                assertThat(isRefusing).isEqualTo(pass == CircuitBreaker.REFUSED);
                int modelPass = model.enter(now);
                assertThat(pass == CircuitBreaker.REFUSED).isEqualTo(modelPass < 0);
                if (modelPass >= 0) {
                    calls.add(new Call(pass, modelPass));
                }
            } else if (!calls.isEmpty()) {
                Call call = calls.remove(step.call % calls.size());
                report(breaker, step.act, call.pass, now);
                model.report(step.act, call.modelPass, now);
            }
            assertThat(breaker.state()).isEqualTo(model.state);
            assertThat(breaker.isOpen(now)).isEqualTo(model.state == State.OPEN && now - model.since < OPEN);
        }
        assertThat(listener.breakerStates()).isEqualTo(model.told);
    }

    @Provide
    Arbitrary<List<Step>> schedules() {
        Arbitrary<Act> acts = Arbitraries.frequency(
                Tuple.of(8, Act.ENTER), Tuple.of(2, Act.SUCCEED), Tuple.of(6, Act.FAIL), Tuple.of(1, Act.ABANDON));
        Arbitrary<Integer> calls = Arbitraries.integers().between(0, 5);
        Arbitrary<Long> later = Arbitraries.frequency(
                Tuple.of(4, 0L), Tuple.of(4, 1L), Tuple.of(2, 5L), Tuple.of(1, 10L), Tuple.of(1, 30L));
        return Combinators.combine(acts, calls, later).as(Step::new).list().ofMaxSize(120);
    }

    private static void report(CircuitBreaker breaker, Act act, long pass, long now) {
        switch (act) {
            case SUCCEED -> breaker.succeeded(pass);
            case FAIL -> breaker.failed(pass, now);
            case ABANDON -> breaker.abandoned(pass);
            case ENTER -> throw new AssertionError("not a report");
        }
    }

    /// Keeps every failure it was ever told of, and one number for all passes of a stay in a state.
    private static final class Model {
        private final int failuresMax;
        private final List<Long> failures = new ArrayList<>();
        private final List<State> told = new ArrayList<>();
        private State state = State.CLOSED;
        private int stay;
        private long since;

        Model(int failuresMax) {
            this.failuresMax = failuresMax;
        }

        int enter(long now) {
            boolean isTrialDue =
                    (state == State.OPEN && now - since >= OPEN) || (state == State.HALF_OPEN && now - since >= TRIAL);
            if (isTrialDue) {
                since = now;
                go(State.HALF_OPEN);
                return stay;
            }
            return state == State.CLOSED ? stay : -1;
        }

        void report(Act act, int pass, long now) {
            if (pass != stay) {
                return;
            }
            if (state == State.CLOSED && act == Act.FAIL) {
                failures.add(now);
                long counted = failures.stream().filter(at -> now - at < WINDOW).count();
                if (counted >= failuresMax) {
                    since = now;
                    go(State.OPEN);
                }
            } else if (state == State.HALF_OPEN) {
                switch (act) {
                    case SUCCEED -> {
                        failures.clear();
                        go(State.CLOSED);
                    }
                    case FAIL -> {
                        since = now;
                        go(State.OPEN);
                    }
                    case ABANDON -> {
                        since = now - OPEN;
                        go(State.OPEN);
                    }
                    case ENTER -> throw new AssertionError("not a report");
                }
            }
        }

        private void go(State to) {
            if (to != state) {
                told.add(to);
            }
            state = to;
            stay++;
        }
    }
}
