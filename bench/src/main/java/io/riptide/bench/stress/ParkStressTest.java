package io.riptide.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A reader that parks is woken by the event that comes, and no wake-up is lost.
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader saw the event and did not park.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The reader parked and was woken once.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The reader parked and nobody woke it.")
@Outcome(expect = FORBIDDEN, desc = "The reader was woken though it had not parked, or twice.")
@State
public class ParkStressTest {
    private final StressLog log = new StressLog(new DeliveryPolicy.Block(), new Window(8, 1 << 20));

    /// Appends and publishes one event.
    @Actor
    public void appender() {
        log.append(40);
    }

    /// Parks, unless there is something to read.
    @Actor
    public void reader(II_Result result) {
        result.r1 = log.park() ? 1 : 0;
    }

    /// Looks whether it was woken.
    @Arbiter
    public void afterwards(II_Result result) {
        result.r2 = log.wakeUps();
        log.free();
    }
}
