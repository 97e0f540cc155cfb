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

/// A reader whose segment goes while it comes reads it whole, or is told a gap and reads the next; its memory
/// is not reused under its eyes.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The reader held on to its segment and read the first event.")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The first event was gone; a gap told so, the second was read.")
@Outcome(expect = FORBIDDEN, desc = "The event was torn, or missed without a gap.")
@State
public class LapStressTest {
    private static final int FILLS_FIRST_SEGMENT = 4_000;
    private static final int FILLS_SECOND_SEGMENT = 8_000;

    private final StressLog log = new StressLog(new DeliveryPolicy.DropOldest(), new Window(100, 1));

    /// A log of two full segments, with a reader at its begin.
    public LapStressTest() {
        log.append(FILLS_FIRST_SEGMENT);
        log.append(FILLS_SECOND_SEGMENT);
    }

    /// Needs a third segment, so that the first goes and its memory is leased by others.
    @Actor
    public void appender() {
        log.append(200);
    }

    /// Comes for the first event.
    @Actor
    public void reader(II_Result result) {
        result.r1 = log.poll();
        result.r2 = log.gaps();
    }

    /// Gives the memory back.
    @Arbiter
    public void afterwards(II_Result result) {
        log.free();
    }
}
