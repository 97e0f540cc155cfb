package io.riptide.server.crawl;

import io.riptide.engine.run.Emitter;
import io.riptide.server.crawl.url.WebUrl;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The crawling of a run that crawls, be that all of it or a part: as many workers as pages may be under way.
/// When the log is full they wait there, and so nothing more is fetched. While the node is degraded, half of
/// them pause.
///
/// - **Threading:** the run's own virtual thread starts the workers and waits for them; workers are virtual
///   threads.
/// - **Bounds:** a result is under way for each [Seat], `concurrency` of them; and pages that wait as [Crew] says.
public final class CrawlPart {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long GIVE_WAY_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private final CrawlRequest request;
    private final PageLoader loader;
    private final Frontier frontier;
    private final CrawlTally tally;
    private final CrawlWorker step;
    private final long deadlineNs;
    private final BitSet told;
    private final ReentrantLock pausing = new ReentrantLock();
    private final Condition resumed = pausing.newCondition();

    /// Whether a worker has found that the crawl ends; guarded by `pausing`.
    private boolean isEnding;

    private final AtomicReference<@Nullable Throwable> workerFailure = new AtomicReference<>();

    /// What `request` asks for, as far as there is time for it.
    ///
    /// @param traceParent as the client sent it
    /// @param deadlineNs a [System#nanoTime] after which nothing more is fetched
    /// @param eventBytesMax of a result; a larger one is an error
    /// @param notes written to each result
    public CrawlPart(
            CrawlRequest request,
            PageLoader loader,
            Optional<String> traceParent,
            long deadlineNs,
            int eventBytesMax,
            ResultNotes notes) {
        this.request = request;
        this.loader = loader;
        this.deadlineNs = deadlineNs;
        this.told = new BitSet(request.urls().size());
        CrawlOptions options = request.options();
        int given = request.urls().size();
        this.frontier = new Frontier(
                loader.scheduler(),
                options.order(),
                request.urls(),
                options.isSearching() ? Math.max(given, options.pagesMax()) : given);
        this.tally = new CrawlTally(
                frontier::total,
                options.isSearching() ? frontier::firstWith : CrawlTally.Contents.UNCOMPARED,
                (json, index, document) -> {
                    told.set(index);
                    notes.write(json, index, document);
                },
                eventBytesMax);
        this.step = new CrawlWorker(request, loader, frontier, tally, traceParent, deadlineNs);
    }

    /// Its events belong to the log with this epoch.
    public void begin(byte[] ofLog) {
        tally.begin(ofLog);
    }

    byte[] epoch() {
        return tally.epoch();
    }

    /// Writes the counts of a `summary`.
    public void writeCounts(JsonGenerator json) {
        tally.writeSummary(json);
    }

    /// The same of work that began at `sinceNs`, before its pages were known.
    public void writeCounts(JsonGenerator json, long sinceNs) {
        tally.writeSummary(json, sinceNs);
    }

    /// Whether its time is over.
    public boolean isLate() {
        return System.nanoTime() - deadlineNs >= 0;
    }

    /// Emits a result for each page, until there are no more or no time for them.
    public void run(Emitter emitter) throws InterruptedException {
        CrawlOptions options = request.options();
        int count = options.isSearching()
                ? options.concurrency()
                : Math.min(options.concurrency(), request.urls().size());
        Crew crew = new Crew(frontier, loader.scheduler(), seat -> workGuarded(seat, emitter));
        try (frontier) {
            frontier.begin();
            addSitemaps();
            try {
                for (int i = 0; i < count; i++) {
                    crew.begin(i);
                    giveWay(i + 1);
                }
                awaitEnd(crew);
            } finally {
                crew.stop();
            }
        }
        Throwable failure = workerFailure.get();
        if (failure != null) {
            throw new IllegalStateException("a worker of this crawl failed", failure);
        }
    }

    /// Those that wait for a host when the time is over are told that there is nothing more to do.
    private void awaitEnd(Crew crew) throws InterruptedException {
        if (!crew.awaitEnd(deadlineNs)) {
            frontier.close();
            while (!crew.awaitEnd(System.nanoTime() + PAUSE_NS)) {
                // Each page ends by itself now.
            }
        }
    }

    /// Emits an error for each page given that there was no time for; when [#run] has returned.
    public void tellMissing(Emitter emitter, String reason) throws InterruptedException {
        PageError error = new PageError("timeout", reason, true);
        for (int i = told.nextClearBit(0); i < request.urls().size(); i = told.nextClearBit(i + 1)) {
            WebUrl url = request.urls().get(i);
            PageRequest page =
                    new PageRequest(url, request.options(), false, Reach.UNLIMITED, Optional.empty(), deadlineNs);
            if (!tally.emit(emitter, new Target(i, url.href(), 0), new PageAttempt(page, "").failed(error))) {
                return;
            }
        }
    }

    /// Lets what has begun get ahead of what has not: else the first page would wait for the last request. Where
    /// a core is shared, the threads that send and receive want it too, and get it only while no worker can run:
    /// so workers pause as they become twice as many, for some milliseconds in all.
    @SuppressWarnings("ThreadPriorityCheck") // only sooner or later depends on it
    private static void giveWay(int begun) {
        if (Integer.bitCount(begun) == 1) {
            LockSupport.parkNanos(GIVE_WAY_NS);
        } else {
            Thread.yield();
        }
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

    private void workGuarded(Seat seat, Emitter emitter) {
        try {
            workOn(seat, emitter);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end of this thread
        } catch (Throwable e) { // the outermost frame of this thread; the run fails with it
            workerFailure.compareAndSet(null, e);
            end();
        }
    }

    private void workOn(Seat seat, Emitter emitter) throws InterruptedException {
        while (seat.isTaken()) {
            pause(seat.number());
            if (isLate() || !step.step(emitter, seat)) {
                end();
                return;
            }
        }
    }

    /// Holds up a worker beyond those that may work now. The first one never is, so that somebody gets to the
    /// end.
    private void pause(int seat) throws InterruptedException {
        if (seat < loader.concurrency(request.options().concurrency())) {
            return;
        }
        pausing.lockInterruptibly();
        try {
            while (!isEnding && seat >= loader.concurrency(request.options().concurrency())) {
                // Nobody tells us when the node is well again, so we look.
                resumed.awaitNanos(PAUSE_NS);
            }
        } finally {
            pausing.unlock();
        }
    }

    /// There is nothing more to do, or no time for it, or nobody who wants it.
    private void end() {
        frontier.close();
        endPauses();
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
}
