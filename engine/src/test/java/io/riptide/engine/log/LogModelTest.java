package io.riptide.engine.log;

import io.riptide.engine.memory.SegmentPool;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/// Every policy, lapping, priorities, resuming and cancelling in one schedule, against lists and sets. A
/// failure is shrunk to the few steps that show it, and names its seed.
class LogModelTest {
    /// Shared, because most of a short schedule's time would go into making and clearing one.
    private static final SegmentPool POOL = new SegmentPool(64L << 20);

    @AfterContainer
    static void everythingCameBack() {
        POOL.close();
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void everyReaderIsToldWhatItsPolicyPromises(@ForAll("schedules") ModelSchedule schedule) {
        try (LogModel model = new LogModel(POOL, schedule)) {
            model.play();
        }
    }

    @Provide
    Arbitrary<ModelSchedule> schedules() {
        return ModelSchedule.any();
    }
}
