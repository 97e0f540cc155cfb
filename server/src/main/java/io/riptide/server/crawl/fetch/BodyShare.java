package io.riptide.server.crawl.fetch;

/// What one page holds of the memory for bodies, fetch after fetch.
///
/// - **Threading:** one fetch at a time, on the event loop of its connection, holding the exchange's lock; between
///   fetches its page's thread.
public interface BodyShare {
    /// Of who bounds its bodies otherwise.
    BodyShare UNCOUNTED = new BodyShare() {
        @Override
        public Verdict take(int bytes, Runnable resume) {
            return Verdict.GO_ON;
        }

        @Override
        public void giveBack(int bytes) {
            // Nobody counts.
        }

        @Override
        public void stopWaiting() {
            // Nobody waits.
        }

        @Override
        public void keep(int bytes) {
            // Nobody counts.
        }

        @Override
        public long untilNs() {
            return Long.MAX_VALUE;
        }
    };

    /// What becomes of the rest of a body.
    enum Verdict {
        /// There is memory for it.
        GO_ON,
        /// It has to wait until it is told to go on; what has come is counted, and what still comes is too.
        WAIT,
        /// There is none even for what has come.
        REFUSED
    }

    /// Counts `bytes` that have come, and says whether more may.
    ///
    /// @param resume run once when it is worth going on after [Verdict#WAIT], unless [#stopWaiting] came first; on
    ///     any thread, which may hold the lock of another fetch that has ended
    Verdict take(int bytes, Runnable resume);

    /// `bytes` of what was taken are let go.
    void giveBack(int bytes);

    /// The fetch is over: it wants to hear nothing more.
    void stopWaiting();

    /// From now on the page holds `bytes` and no more: its body was read, or is not wanted. When no fetch is under way.
    void keep(int bytes);

    /// The [System#nanoTime] until which waiting makes sense.
    long untilNs();
}
