package io.riptide.server.crawl;

import io.riptide.engine.run.BlockingSource;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunDeadlineException;
import io.riptide.engine.run.RunOutcome;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import java.util.concurrent.TimeUnit;

/// The work of a run that is one crawl.
///
/// - **Threading:** as [CrawlPart] says.
final class CrawlSource implements BlockingSource {
    private final CrawlWork work;
    private final StreamIdentity identity;
    private final CrawlPart crawl;

    CrawlSource(CrawlWork work, StreamIdentity identity) {
        this.work = work;
        this.identity = identity;
        long deadlineMs = work.request().options().deadlineMs();
        this.crawl = new CrawlPart(
                work.request(),
                work.loader(),
                identity.request().traceParent(),
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(deadlineMs),
                work.config().eventBytesMax(),
                ResultNotes.NONE);
    }

    @Override
    public void begin(byte[] ofLog) {
        crawl.begin(ofLog);
    }

    @Override
    public Event metadata() {
        return work.metadata(crawl.epoch(), identity);
    }

    /// Each page that was given has its result, whether or not there was time for it.
    @Override
    public void run(Emitter emitter) throws InterruptedException, RunDeadlineException {
        crawl.run(emitter);
        if (crawl.isLate()) {
            crawl.tellMissing(emitter, "the time of the crawl was over before this page was there");
            throw new RunDeadlineException();
        }
    }

    @Override
    public Event terminal(RunOutcome outcome) {
        return RunEvents.terminal(crawl.epoch(), outcome, crawl::writeCounts);
    }
}
