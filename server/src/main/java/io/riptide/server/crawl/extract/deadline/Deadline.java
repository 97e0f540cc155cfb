package io.riptide.server.crawl.extract.deadline;

import java.util.function.LongSupplier;

/// The time that one page may take. Work asks [Stage#isOver] as it goes and, once that is so, takes in nothing
/// more but still finishes what it has, so that what is there is whole and well-formed.
///
/// Stages follow each other and share one clock: a stage that needs less leaves the rest to those after it.
///
/// - **Threading:** one page, one thread.
public final class Deadline {
    private static final int PERCENT = 100;

    private final LongSupplier nanoClock;
    private final long startNs;
    private final long limitNs;
    private boolean missed;

    /// From now until `limitNs` later by `nanoClock`.
    public Deadline(LongSupplier nanoClock, long limitNs) {
        this.nanoClock = nanoClock;
        this.limitNs = limitNs;
        startNs = nanoClock.getAsLong();
    }

    /// A stage that ends when `percent` of the time are over.
    public Stage until(int percent) {
        return new Stage(limitNs / PERCENT * percent);
    }

    /// Whether any stage had to stop before its end.
    public boolean isMissed() {
        return missed;
    }

    /// One stage of the work.
    public final class Stage {
        /// The clock is read once for so many questions: it costs more than most nodes do.
        private static final int QUESTIONS_A_LOOK = 64;

        private final long endNs;
        private int questions;
        private boolean over;

        private Stage(long endNs) {
            this.endNs = endNs;
        }

        /// Whether to stop; asked for each small piece of work. Once over, always over.
        public boolean isOver() {
            if (!over && questions++ % QUESTIONS_A_LOOK == 0) {
                over = nanoClock.getAsLong() - startNs >= endNs;
                missed |= over;
            }
            return over;
        }
    }
}
