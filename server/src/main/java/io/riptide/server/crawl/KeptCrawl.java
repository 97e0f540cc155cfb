package io.riptide.server.crawl;

import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.StepSource;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import java.util.List;

/// The work of a crawl whose every page is in memory already: it never leaves the event loop of its client.
///
/// - **Threading:** steps on the event loop.
/// - **Bounds:** a step goes on until it has emitted some [#STEP_BYTES].
final class KeptCrawl implements StepSource {
    private static final int STEP_BYTES = 64 * 1024;

    private final CrawlWork work;
    private final StreamIdentity identity;
    private final List<PageResult> results;
    private final CrawlTally tally;
    private int next;

    /// The crawl whose results are `results`, in the order of its input.
    KeptCrawl(CrawlWork work, StreamIdentity identity, List<PageResult> results) {
        this.work = work;
        this.identity = identity;
        this.results = results;
        this.tally = new CrawlTally(
                results::size,
                CrawlTally.Contents.UNCOMPARED,
                ResultNotes.NONE,
                work.config().eventBytesMax());
    }

    @Override
    public void begin(byte[] ofLog) {
        tally.begin(ofLog);
    }

    @Override
    public Event metadata() {
        return work.metadata(tally.epoch(), identity);
    }

    @Override
    public long step(Emitter emitter) {
        int bytes = 0;
        while (next < results.size()) {
            if (bytes >= STEP_BYTES) {
                return NEXT_TURN;
            }
            PageResult result = results.get(next);
            int taken = tally.offer(emitter, new Target(next, result.url().href(), 0), result);
            if (taken < 0) {
                return DONE;
            }
            if (taken == 0) {
                return AWAIT_ROOM;
            }
            bytes += result.weight();
            next++;
        }
        return DONE;
    }

    @Override
    public Event terminal(RunOutcome outcome) {
        return RunEvents.terminal(tally.epoch(), outcome, tally::writeSummary);
    }
}
