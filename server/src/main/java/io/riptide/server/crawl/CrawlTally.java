package io.riptide.server.crawl;

import io.riptide.engine.log.EventLog;
import io.riptide.engine.run.Emitter;
import io.riptide.server.event.EventType;
import io.riptide.server.event.JsonEvent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JsonGenerator;

/// Counts the results of one crawl and emits them. Both are one step, so that the counts in the stream only grow.
///
/// - **Threading:** workers, which wait here when the log is full.
final class CrawlTally {
    /// With fewer pages nobody needs to be told how far it is.
    private static final int PROGRESS_TOTAL_MIN = 11;

    private static final int PROGRESS_RESULTS = 5;
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(1);

    private final Frontier frontier;
    private final boolean tellsDuplicates;
    private final int eventBytesMax;
    private final long startNs = System.nanoTime();
    private final ReentrantLock counting = new ReentrantLock();
    private byte[] epoch = {};
    private int completed;
    private int successful;
    private int fromCache;
    private int duplicates;
    private long progressNs = startNs;
    private int progressCompleted;

    /// The tally of the crawl that `frontier` has the pages of.
    ///
    /// @param tellsDuplicates whether of pages with the same content only the first has its document
    CrawlTally(Frontier frontier, boolean tellsDuplicates, int eventBytesMax) {
        this.frontier = frontier;
        this.tellsDuplicates = tellsDuplicates;
        this.eventBytesMax = eventBytesMax;
    }

    /// Events belong to the log with this epoch.
    void begin(byte[] ofLog) {
        epoch = ofLog;
    }

    byte[] epoch() {
        return epoch;
    }

    long startNs() {
        return startNs;
    }

    /// Emits a page's result; false when nobody wants any more.
    boolean emit(Emitter emitter, Target target, PageResult result) throws InterruptedException {
        int duplicateOf = tellsDuplicates && result.isSuccess() ? frontier.firstWith(result.fingerprint(), target) : -1;
        counting.lockInterruptibly();
        try {
            boolean isGood = result.isSuccess();
            JsonEvent event = event(target, result, duplicateOf, isGood);
            if (event.lengthMax() > eventBytesMax) {
                isGood = false;
                event = event(target, result.tooLarge(event.lengthMax(), eventBytesMax), -1, false);
            }
            long offset = emitter.emit(event.type(), 0, event.lengthMax(), event);
            if (offset == EventLog.CLOSED) {
                return false;
            }
            assert offset >= 0 : offset;
            completed++;
            successful += isGood ? 1 : 0;
            fromCache += isGood && result.isFromCache() ? 1 : 0;
            duplicates += duplicateOf < 0 ? 0 : 1;
            emitProgress(emitter, target);
            return true;
        } finally {
            counting.unlock();
        }
    }

    /// The counts of a `summary`.
    void writeSummary(JsonGenerator json) {
        int total = frontier.total();
        json.writeNumberProperty("total_urls", total);
        json.writeNumberProperty("successful", successful);
        // What the end of the run kept from being fetched has failed, too: the sum holds in every summary.
        json.writeNumberProperty("failed", total - successful);
        json.writeNumberProperty("from_cache", fromCache);
        if (duplicates > 0) {
            json.writeNumberProperty("duplicates", duplicates);
        }
        json.writeNumberProperty(
                "cache_hit_rate", completed == 0 ? 0 : ResultJson.rounded((double) fromCache / completed));
        json.writeNumberProperty(
                "total_processing_time_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    private JsonEvent event(Target target, PageResult result, int duplicateOf, boolean isGood) {
        int good = successful + (isGood ? 1 : 0);
        byte[] fields = ResultJson.fields(target, result, duplicateOf, completed + 1, frontier.total(), good);
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
}
