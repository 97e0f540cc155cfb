package io.riptide.server.crawl;

import io.riptide.engine.log.EventLog;
import io.riptide.engine.run.BlockingSource;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunOutcome;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.event.EventType;
import io.riptide.server.event.JsonEvent;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The work of one crawl: as many workers as pages may be under way, each taking a page, getting it, and
/// emitting its result before it takes the next. When the log is full they wait there, and so nothing more is
/// fetched. While the node is degraded, half of them pause.
///
/// - **Threading:** the run's own virtual thread starts the workers and waits for them; workers are virtual
///   threads.
/// - **Bounds:** a result is under way for each worker; `concurrency` of them.
final class CrawlSource implements BlockingSource {
    /// With fewer pages nobody needs to be told how far it is.
    private static final int PROGRESS_TOTAL_MIN = 11;

    private static final int PROGRESS_RESULTS = 5;
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final CrawlRequest request;
    private final CrawlWork work;
    private final StreamIdentity identity;
    private final Frontier frontier;
    private final long startNs = System.nanoTime();
    private final long deadlineNs;

    /// Counting a result and emitting it is one step, so that the counts in the stream only grow.
    private final ReentrantLock counting = new ReentrantLock();

    private final ReentrantLock pausing = new ReentrantLock();
    private final Condition resumed = pausing.newCondition();

    /// Whether a worker has ended, and so the crawl is about to; guarded by `pausing`.
    private boolean isEnding;

    private final AtomicReference<@Nullable Throwable> workerFailure = new AtomicReference<>();
    private byte[] epoch = {};
    private int completed;
    private int successful;
    private int fromCache;
    private long progressNs = startNs;
    private int progressCompleted;

    CrawlSource(CrawlWork work, StreamIdentity identity) {
        this.request = work.request();
        this.work = work;
        this.identity = identity;
        CrawlOptions options = request.options();
        int given = request.urls().size();
        this.frontier =
                new Frontier(request.urls(), options.depthMax() == 0 ? given : Math.max(given, options.pagesMax()));
        this.deadlineNs = startNs + TimeUnit.MILLISECONDS.toNanos(options.deadlineMs());
    }

    @Override
    public void begin(byte[] ofLog) {
        epoch = ofLog;
    }

    @Override
    public Event metadata() {
        return RunEvents.metadata(
                epoch,
                identity,
                work.kind(),
                request.delivery(),
                work.config(),
                json -> json.writeNumberProperty("total_urls", request.urls().size()));
    }

    @Override
    public void run(Emitter emitter) throws InterruptedException {
        int concurrency = request.options().concurrency();
        int count = request.options().depthMax() == 0
                ? Math.min(concurrency, request.urls().size())
                : concurrency;
        List<Thread> workers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int worker = i;
            workers.add(Thread.ofVirtual().name("crawl-", i).start(() -> workGuarded(worker, emitter)));
        }
        try {
            for (Thread worker : workers) {
                worker.join();
            }
        } finally {
            stop(workers);
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
        int total = frontier.total();
        return RunEvents.terminal(epoch, outcome, json -> {
            json.writeNumberProperty("total_urls", total);
            json.writeNumberProperty("successful", successful);
            // What the end of the run kept from being fetched has failed, too: the sum holds in every summary.
            json.writeNumberProperty("failed", total - successful);
            json.writeNumberProperty("from_cache", fromCache);
            json.writeNumberProperty(
                    "cache_hit_rate", completed == 0 ? 0 : ResultJson.rounded((double) fromCache / completed));
            json.writeNumberProperty(
                    "total_processing_time_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
        });
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
            frontier.abandon();
        } finally {
            endPauses();
        }
    }

    private void workOn(int worker, Emitter emitter) throws InterruptedException {
        CrawlOptions options = request.options();
        for (Target target = next(worker); target != null; target = next(worker)) {
            if (isLate()) {
                frontier.abandon();
                return;
            }
            boolean followsLinks = target.depth() < options.depthMax();
            PageResult result = work.loader()
                    .load(
                            target.url(),
                            options,
                            followsLinks,
                            identity.request().traceParent(),
                            deadlineNs);
            List<WebUrl> found = followsLinks ? toFollow(target, result.links()) : List.of();
            frontier.finish(target, found);
            if (!emit(emitter, target, result)) {
                return;
            }
        }
    }

    private @Nullable Target next(int worker) throws InterruptedException {
        pause(worker);
        return frontier.take();
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

    private boolean emit(Emitter emitter, Target target, PageResult result) throws InterruptedException {
        counting.lockInterruptibly();
        try {
            boolean isGood = result.isSuccess();
            int good = successful + (isGood ? 1 : 0);
            JsonEvent event = event(target, result, good);
            int bytesMax = work.config().eventBytesMax();
            if (event.lengthMax() > bytesMax) {
                isGood = false;
                good = successful;
                event = event(target, result.tooLarge(event.lengthMax(), bytesMax), good);
            }
            long offset = emitter.emit(event.type(), 0, event.lengthMax(), event);
            if (offset == EventLog.CLOSED) {
                return false;
            }
            assert offset >= 0 : offset;
            completed++;
            successful = good;
            fromCache += isGood && result.isFromCache() ? 1 : 0;
            emitProgress(emitter, target);
            return true;
        } finally {
            counting.unlock();
        }
    }

    private JsonEvent event(Target target, PageResult result, int good) {
        byte[] fields = ResultJson.fields(target.index(), result, completed + 1, frontier.total(), good);
        return new JsonEvent(EventType.RESULT, epoch, fields);
    }

    /// Every second or every five results, whichever is later.
    private void emitProgress(Emitter emitter, Target current) throws InterruptedException {
        int total = frontier.total();
        long nowNs = System.nanoTime();
        if (total < PROGRESS_TOTAL_MIN
                || completed - progressCompleted < PROGRESS_RESULTS
                || nowNs - progressNs < PROGRESS_NS) {
            return;
        }
        progressNs = nowNs;
        progressCompleted = completed;
        byte[] fields = ProgressJson.fields(completed, total, completed - successful, nowNs - startNs, current.url());
        JsonEvent event = new JsonEvent(EventType.PROGRESS, epoch, fields);
        emitter.emit(event.type(), 0, event.lengthMax(), event);
    }

    private List<WebUrl> toFollow(Target target, List<WebUrl> links) {
        CrawlOptions options = request.options();
        List<WebUrl> followed = new ArrayList<>();
        for (WebUrl link : links) {
            String text = link.href();
            boolean isHere =
                    !options.isSameHostOnly() || link.host().equals(target.url().host());
            boolean isIncluded =
                    options.include().isEmpty() || options.include().stream().anyMatch(glob -> glob.matches(text));
            boolean isExcluded = options.exclude().stream().anyMatch(glob -> glob.matches(text));
            if (isHere && isIncluded && !isExcluded) {
                followed.add(link);
            }
        }
        return followed;
    }
}
