package io.riptide.server.crawl;

import io.riptide.engine.run.BlockingSource;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunOutcome;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The work of one crawl: as many workers as pages may be under way. When the log is full they wait there, and
/// so nothing more is fetched. While the node is degraded, half of them pause.
///
/// - **Threading:** the run's own virtual thread starts the workers and waits for them; workers are virtual
///   threads.
/// - **Bounds:** a result is under way for each worker; `concurrency` of them.
final class CrawlSource implements BlockingSource {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final CrawlRequest request;
    private final CrawlWork work;
    private final StreamIdentity identity;
    private final Frontier frontier;
    private final CrawlTally tally;
    private final CrawlWorker step;
    private final long deadlineNs;
    private final ReentrantLock pausing = new ReentrantLock();
    private final Condition resumed = pausing.newCondition();

    /// Whether a worker has ended, and so the crawl is about to; guarded by `pausing`.
    private boolean isEnding;

    private final AtomicReference<@Nullable Throwable> workerFailure = new AtomicReference<>();

    CrawlSource(CrawlWork work, StreamIdentity identity) {
        this.request = work.request();
        this.work = work;
        this.identity = identity;
        CrawlOptions options = request.options();
        int given = request.urls().size();
        this.frontier = new Frontier(
                work.loader().scheduler(),
                options.order(),
                request.urls(),
                options.isSearching() ? Math.max(given, options.pagesMax()) : given);
        this.tally = new CrawlTally(
                frontier::total,
                options.isSearching() ? frontier::firstWith : CrawlTally.Contents.UNCOMPARED,
                work.config().eventBytesMax());
        this.deadlineNs = tally.startNs() + TimeUnit.MILLISECONDS.toNanos(options.deadlineMs());
        this.step = new CrawlWorker(
                request, work.loader(), frontier, tally, identity.request().traceParent(), deadlineNs);
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
    public void run(Emitter emitter) throws InterruptedException {
        CrawlOptions options = request.options();
        int count = options.isSearching()
                ? options.concurrency()
                : Math.min(options.concurrency(), request.urls().size());
        List<Thread> workers = new ArrayList<>(count);
        try (frontier) {
            addSitemaps();
            for (int i = 0; i < count; i++) {
                int worker = i;
                workers.add(Thread.ofVirtual().name("crawl-", i).start(() -> workGuarded(worker, emitter)));
                giveWay();
            }
            try {
                for (Thread worker : workers) {
                    worker.join();
                }
            } finally {
                stop(workers);
            }
        }
        Throwable failure = workerFailure.get();
        if (failure != null) {
            throw new IllegalStateException("a worker of this crawl failed", failure);
        }
        if (isLate()) {
            // The registry is about to end the run for its deadline; a return here would call it completed.
            new CountDownLatch(1).await();
        }
    }

    @Override
    public Event terminal(RunOutcome outcome) {
        return RunEvents.terminal(tally.epoch(), outcome, tally::writeSummary);
    }

    /// Lets a page that has come be read before the next request is sent: else the first would wait for the last.
    @SuppressWarnings("ThreadPriorityCheck") // only sooner or later depends on it
    private static void giveWay() {
        Thread.yield();
    }

    /// One place to begin for each site.
    private void addSitemaps() {
        if (request.options().sitemap() == SitemapUse.SKIP) {
            return;
        }
        Set<String> origins = new HashSet<>();
        for (WebUrl url : request.urls()) {
            if (origins.add(url.origin())) {
                frontier.addSitemap(url, 0);
            }
        }
    }

    /// Interrupts what still works and waits for it: when this returns, nothing of this crawl runs any more.
    private static void stop(List<Thread> workers) {
        workers.forEach(Thread::interrupt);
        boolean wasInterrupted = Thread.interrupted();
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void workGuarded(int worker, Emitter emitter) {
        try {
            workOn(worker, emitter);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end of this thread
        } catch (Throwable e) { // the outermost frame of this thread; the run fails with it
            workerFailure.compareAndSet(null, e);
            frontier.close();
        } finally {
            endPauses();
        }
    }

    private void workOn(int worker, Emitter emitter) throws InterruptedException {
        pause(worker);
        while (!isLate() && step.step(emitter)) {
            pause(worker);
        }
        if (isLate()) {
            frontier.close();
        }
    }

    /// Holds up a worker beyond those that may work now. The first one never is, so that somebody gets to the
    /// end.
    private void pause(int worker) throws InterruptedException {
        if (worker < work.loader().concurrency(request.options().concurrency())) {
            return;
        }
        pausing.lockInterruptibly();
        try {
            while (!isEnding
                    && worker >= work.loader().concurrency(request.options().concurrency())) {
                // Nobody tells us when the node is well again, so we look.
                resumed.awaitNanos(PAUSE_NS);
            }
        } finally {
            pausing.unlock();
        }
    }

    private void endPauses() {
        pausing.lock();
        try {
            isEnding = true;
            resumed.signalAll();
        } finally {
            pausing.unlock();
        }
    }

    private boolean isLate() {
        return System.nanoTime() - deadlineNs >= 0;
    }
}
