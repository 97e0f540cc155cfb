package io.riptide.server.crawl;

import io.riptide.engine.log.EventLog;
import io.riptide.engine.run.Emitter;
import io.riptide.server.event.EventType;
import io.riptide.server.event.JsonEvent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import tools.jackson.core.JsonGenerator;

/// Counts the results of one crawl and emits them. Both are one step, so that the counts in the stream only
/// grow.
///
/// - **Threading:** workers, which wait here when the log is full; or one event loop, which never does.
final class CrawlTally {
    /// With fewer pages nobody needs to be told how far it is.
    private static final int PROGRESS_TOTAL_MIN = 11;

    private static final int PROGRESS_RESULTS = 5;
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(1);

    private final IntSupplier total;
    private final Contents contents;
    private final ResultNotes notes;
    private final int eventBytesMax;
    private final long startNs = System.nanoTime();
    private final ReentrantLock counting = new ReentrantLock();
    private byte[] epoch = {};
    private int completed;
    private int successful;
    private int fromCache;
    private int duplicates;
    private int stale;
    private long progressNs = startNs;
    private int progressCompleted;

    /// Knows which page had a content first.
    @FunctionalInterface
    interface Contents {
        /// Says that every page is unlike any other.
        Contents UNCOMPARED = (_, _) -> -1;

        /// The page that had this content before, or -1: then `target` is the first.
        int firstWith(long content, Target target);
    }

    /// The tally of a crawl of `total` pages, of which those with the same content have one document, and with
    /// what `notes` says about each.
    CrawlTally(IntSupplier total, Contents contents, ResultNotes notes, int eventBytesMax) {
        this.total = total;
        this.contents = contents;
        this.notes = notes;
        this.eventBytesMax = eventBytesMax;
    }

    /// Events belong to the log with this epoch.
    void begin(byte[] ofLog) {
        epoch = ofLog;
    }

    byte[] epoch() {
        return epoch;
    }

    /// `result`, or that it is too large to be an event: it may have to wait until there is room for it.
    PageResult fitting(PageResult result) {
        byte[] document = result.document();
        return document == null || document.length <= eventBytesMax
                ? result
                : result.tooLarge(document.length, eventBytesMax);
    }

    /// Emits a page's result, waiting for room; false when nobody wants any more.
    boolean emit(Emitter emitter, Target target, PageResult result) throws InterruptedException {
        counting.lockInterruptibly();
        try {
            Told told = told(target, result);
            JsonEvent event = told.event();
            long offset = emitter.emit(event.type(), 0, event.lengthMax(), event);
            if (offset == EventLog.CLOSED) {
                return false;
            }
            assert offset >= 0 : offset;
            count(told);
            emitProgress(emitter, target);
            return true;
        } finally {
            counting.unlock();
        }
    }

    /// The same without waiting: 1 when it was taken, 0 when there is no room, less when nobody wants any more.
    int offer(Emitter emitter, Target target, PageResult result) {
        Told told = told(target, result);
        JsonEvent event = told.event();
        int taken = emitter.offer(event.type(), 0, event.lengthMax(), 1, event);
        if (taken > 0) {
            count(told);
        }
        return taken;
    }

    /// A result as an event, and how it counts.
    private record Told(JsonEvent event, boolean isGood, boolean isFromCache, boolean isDuplicate, boolean isStale) {}

    /// What is too large to be told is not the first of its content: another page would name it, and its document
    /// be nowhere.
    private Told told(Target target, PageResult result) {
        boolean isGood = result.isSuccess();
        JsonEvent event = event(target, result, -1, isGood);
        if (event.lengthMax() > eventBytesMax) {
            JsonEvent tooLarge = event(target, result.tooLarge(event.lengthMax(), eventBytesMax), -1, false);
            return new Told(tooLarge, false, false, false, false);
        }
        int first = isGood ? contents.firstWith(result.fingerprint(), target) : -1;
        JsonEvent told = first < 0 ? event : event(target, result, first, true);
        return new Told(told, isGood, isGood && result.isFromCache(), first >= 0, result.stale() != null);
    }

    private void count(Told told) {
        completed++;
        successful += told.isGood() ? 1 : 0;
        fromCache += told.isFromCache() ? 1 : 0;
        duplicates += told.isDuplicate() ? 1 : 0;
        stale += told.isStale() ? 1 : 0;
    }

    /// The counts of a `summary`.
    void writeSummary(JsonGenerator json) {
        writeSummary(json, startNs);
    }

    /// The same of work that began at `sinceNs`.
    void writeSummary(JsonGenerator json, long sinceNs) {
        int pages = total.getAsInt();
        json.writeNumberProperty("total_urls", pages);
        json.writeNumberProperty("successful", successful);
        // What the end of the run kept from being fetched has failed, too: the sum holds in every summary.
        json.writeNumberProperty("failed", pages - successful);
        json.writeNumberProperty("from_cache", fromCache);
        if (stale > 0) {
            json.writeNumberProperty("stale", stale);
        }
        if (duplicates > 0) {
            json.writeNumberProperty("duplicates", duplicates);
        }
        json.writeNumberProperty(
                "cache_hit_rate", completed == 0 ? 0 : ResultJson.rounded((double) fromCache / completed));
        json.writeNumberProperty(
                "total_processing_time_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNs));
    }

    private JsonEvent event(Target target, PageResult result, int duplicateOf, boolean isGood) {
        int good = successful + (isGood ? 1 : 0);
        byte[] fields = ResultJson.fields(target, result, duplicateOf, completed + 1, total.getAsInt(), good, notes);
        return new JsonEvent(EventType.RESULT, epoch, fields);
    }

    /// Every second or every five results, whichever is later.
    private void emitProgress(Emitter emitter, Target current) throws InterruptedException {
        int pages = total.getAsInt();
        long nowNs = System.nanoTime();
        if (pages < PROGRESS_TOTAL_MIN
                || completed - progressCompleted < PROGRESS_RESULTS
                || nowNs - progressNs < PROGRESS_NS) {
            return;
        }
        progressNs = nowNs;
        progressCompleted = completed;
        byte[] fields = ProgressJson.fields(completed, pages, completed - successful, nowNs - startNs, current.url());
        JsonEvent event = new JsonEvent(EventType.PROGRESS, epoch, fields);
        emitter.emit(event.type(), 0, event.lengthMax(), event);
    }
}
