package io.riptide.server.crawl.extract.deadline;

import java.util.function.LongSupplier;

/// The time that one page may take. Work asks [Stage#isOver] as it goes and, once that is so, takes in nothing
/// more but still finishes what it has, so that what is there is whole and well-formed.
///
/// Stages follow each other and share one clock: a stage that needs less leaves the rest to those after it.
///
/// A collection of garbage or another process may hold a thread up for longer than a page takes. That is not
/// the page's fault: between two looks at the clock at most [#STEP_NS_MAX] count.
///
/// - **Threading:** one page, one thread.
public final class Deadline {
    private static final int PERCENT = 100;

    /// Far longer than the work between two looks takes.
    private static final long STEP_NS_MAX = 20_000_000;

    private final LongSupplier nanoClock;
    private final long limitNs;
    private long lookedAtNs;
    private long spentNs;
    private boolean missed;

    /// From now until `limitNs` later by `nanoClock`.
    public Deadline(LongSupplier nanoClock, long limitNs) {
        this.nanoClock = nanoClock;
        this.limitNs = limitNs;
        lookedAtNs = nanoClock.getAsLong();
    }

    /// A stage that ends when `percent` of the time are over.
    public Stage until(int percent) {
        return new Stage(limitNs / PERCENT * percent);
    }

    private long spentNs() {
        long nowNs = nanoClock.getAsLong();
        spentNs += Math.min(nowNs - lookedAtNs, STEP_NS_MAX);
        lookedAtNs = nowNs;
        return spentNs;
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
                over = spentNs() >= endNs;
                missed |= over;
            }
            return over;
        }
    }
}
