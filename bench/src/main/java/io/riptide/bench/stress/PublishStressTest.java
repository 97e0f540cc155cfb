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

/// What is published is seen whole or not at all, and nothing twice.
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The reader came before the event and found it later.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The reader found the whole event, once.")
@Outcome(expect = FORBIDDEN, desc = "The event was torn, lost or delivered twice.")
@State
public class PublishStressTest {
    private final StressLog log = new StressLog(new DeliveryPolicy.Block(), new Window(8, 1 << 20));

    /// Appends and publishes one event.
    @Actor
    public void appender() {
        log.append(40);
    }

    /// Polls beside it.
    @Actor
    public void reader(II_Result result) {
        result.r1 = log.poll();
    }

    /// Polls once all is quiet.
    @Arbiter
    public void afterwards(II_Result result) {
        result.r2 = log.poll();
        log.free();
    }
}
