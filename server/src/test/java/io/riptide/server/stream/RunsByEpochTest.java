package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.run.BlockingSource;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.OnDisconnect;
import io.riptide.engine.run.Run;
import io.riptide.engine.run.RunLimits;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.RunRefusedException;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.run.RunSnapshot;
import io.riptide.engine.run.RunSpec;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunsByEpochTest {
    private static final int FINISHED_MAX = 10;
    private static final long POOL_BYTES = 4 << 20;

    private final SegmentPool pool = new SegmentPool(POOL_BYTES);
    private final RunRegistry runs = new RunRegistry(
            pool,
            ByteBudget.root("node", POOL_BYTES),
            new RunLimits(100, 100, 4096, POOL_BYTES, POOL_BYTES, 90, 95, FINISHED_MAX, Duration.ZERO),
            new Counters());
    private final RunsByEpoch byEpoch = new RunsByEpoch(runs);
    private int count;

    @AfterEach
    void everythingIsGivenBack() {
        assertThat(pool.leasedBytes()).isZero();
        pool.close();
    }

    @Test
    void anyEventNamesItsRun() throws RunRefusedException {
        Run first = open();
        Run second = open();
        assertThat(byEpoch.find(epoch(first) + "-0")).map(RunSnapshot::id).contains(first.id());
        assertThat(byEpoch.find(epoch(second) + "-77")).map(RunSnapshot::id).contains(second.id());
        assertThat(byEpoch.find("--------" + "-0")).isEmpty();
        runs.abandon(first);
        runs.abandon(second);
    }

    @Test
    void aRunThatIsOverIsKnownAsLongAsItIsListed() throws RunRefusedException {
        Run first = open();
        runs.abandon(first);
        assertThat(byEpoch.find(epoch(first) + "-0")).isPresent();
        for (int i = 0; i < FINISHED_MAX; i++) {
            runs.abandon(open());
        }
        assertThat(byEpoch.find(epoch(first) + "-0")).isEmpty();
    }

    @Test
    void whatIsForgottenByTheRegistryIsForgottenHere() throws RunRefusedException {
        Run held = open();
        for (int i = 0; i < 20_000; i++) {
            runs.abandon(open());
            assertThat(byEpoch.size()).isLessThanOrEqualTo(2_048);
        }
        assertThat(byEpoch.find(epoch(held) + "-0")).map(RunSnapshot::id).contains(held.id());
        runs.abandon(held);
    }

    private Run open() throws RunRefusedException {
        Run run = runs.open(new RunSpec(
                "run-" + count++,
                "none",
                "client",
                new Nothing(),
                OnDisconnect.CONTINUE,
                Duration.ZERO,
                Duration.ofHours(1),
                0));
        byEpoch.add(run);
        return run;
    }

    private static String epoch(Run run) {
        return new String(run.log().epoch(), US_ASCII);
    }

    /// Work that is never done.
    private static final class Nothing implements BlockingSource {
        private static final Event EMPTY =
                new Event(1, 2, (_, buffer, index) -> buffer.putStringWithoutLengthAscii(index, "{}"));

        @Override
        public Event metadata() {
            return EMPTY;
        }

        @Override
        public void run(Emitter emitter) {
            throw new AssertionError("nobody started it");
        }

        @Override
        public Event terminal(RunOutcome outcome) {
            return EMPTY;
        }
    }
}
