package io.riptide.server.search.index;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the index's thread does: it opens, writes in turns, and opens again after a failure.
///
/// A turn begins with a page in the queue, lets more gather for 100 ms and until the last turn is 400 ms ago,
/// and ends with all of them being found and durable. Nothing gathers where the queue is half full, or where
/// the turn before left pages. Merges come after that, one between two turns. When the queue is empty and
/// nothing is left to merge, the thread parks without a time.
///
/// A failed turn loses its pages. Writing is tried again after a second, two, four, up to a minute; the store
/// is opened again before, and what was published before the failure is found all the while.
///
/// | field | written by | read by |
/// |---|---|---|
/// | `store`, `readTrouble`, `writeTrouble` | the thread (`readTrouble` also by who searched in vain) | any |
/// | `isOpenWanted`, `isRehearsalWanted`, `isDoubted`, `isClosing` | any | the thread |
/// | `isIdle`, `isGathering` | the thread | who wakes it |
/// | the rest | the thread | the thread |
final class IndexKeeper implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);

    private static final long TURN_NS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long GATHER_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PROOF_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long RETRY_NS_MIN = TimeUnit.SECONDS.toNanos(1);
    private static final int RETRY_DOUBLINGS_MAX = 6;

    private final PageQueue queue;
    private final Supplier<StoreOpener> openers;
    private final Optional<DirectoryHold> hold;

    private final AtomicLong added = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong evicted = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    /// Down once the first opening has come to an end, whichever.
    private final CountDownLatch firstOpened = new CountDownLatch(1);

    private volatile @Nullable LuceneStore store;
    private volatile String readTrouble = "";
    private volatile String writeTrouble = "";
    private volatile boolean isOpenWanted;
    private volatile boolean isRehearsalWanted;
    private volatile boolean isDoubted;
    private volatile boolean isClosing;
    private volatile boolean isIdle;
    private volatile boolean isGathering;

    private @Nullable StoreOpener opener;
    private boolean mustOpen = true;
    private boolean mayMerge;
    private boolean isBehind;
    private int failuresInRow;
    private long publishedNs = System.nanoTime() - TURN_NS;
    private long retryNs = System.nanoTime();
    private long provedNs = System.nanoTime() - PROOF_NS;

    /// @param hold given back at the end of the thread
    IndexKeeper(PageQueue queue, Supplier<StoreOpener> openers, Optional<DirectoryHold> hold) {
        this.queue = queue;
        this.openers = openers;
        this.hold = hold;
    }

    @Override
    public void run() {
        try {
            while (!isClosing) {
                if (restNs() > 0) {
                    rest();
                } else {
                    step();
                }
            }
            finish();
        } finally {
            release();
        }
    }

    /// How long there is nothing to do; [Long#MAX_VALUE] is until somebody wakes us.
    private long restNs() {
        long now = System.nanoTime();
        if (mustOpen) {
            boolean isAsked = isOpenWanted || !queue.isEmpty();
            return isAsked ? retryNs - now : Long.MAX_VALUE;
        }
        if (mayMerge || isRehearsalWanted) {
            return 0;
        }
        long proofNs = isDoubted ? provedNs + PROOF_NS - now : Long.MAX_VALUE;
        long writeNs = queue.isEmpty() ? Long.MAX_VALUE : retryNs - now;
        return Math.min(proofNs, writeNs);
    }

    private void rest() {
        isIdle = true;
        long restNs = restNs(); // again, now that whoever adds sees that it has to wake us
        if (restNs > 0 && !isClosing) {
            LockSupport.parkNanos(this, restNs);
        }
        isIdle = false;
    }

    private void step() {
        long now = System.nanoTime();
        if (mustOpen || (isDoubted && now - provedNs >= PROOF_NS)) {
            open();
        } else if (!queue.isEmpty() && now - retryNs >= 0) {
            turn();
        } else if (mayMerge) {
            merge();
        } else if (isRehearsalWanted) {
            rehearse();
        }
    }

    private void open() {
        isOpenWanted = false;
        isDoubted = false;
        provedNs = System.nanoTime();
        LuceneStore before = store;
        try {
            if (before != null && !mustOpen) {
                mustOpen = true;
                before.stopWriting(); // somebody could not read
            }
            store = opener().open();
            mustOpen = false;
            mayMerge = true;
            readTrouble = "";
            close(before);
        } catch (Throwable e) {
            readTrouble = describe(e);
            failed("opened", e);
        } finally {
            firstOpened.countDown();
        }
    }

    private void rehearse() {
        try {
            opener().rehearse(() -> queue.isEmpty() && !isClosing);
        } catch (Throwable e) {
            LOG.warn("The page index could not be tried out", e); // the first page will tell what it is about
        } finally {
            isRehearsalWanted = false;
        }
    }

    /// Made when first needed: with it Lucene is loaded.
    private StoreOpener opener() {
        StoreOpener made = opener;
        if (made == null) {
            made = openers.get();
            opener = made;
        }
        return made;
    }

    /// Writes what gathered and publishes it. Where pages come faster than they are written it takes them for
    /// 400 ms, so that even then what was added is soon found.
    private void turn() {
        if (!isBehind) {
            gather();
        }
        LuceneStore open = openStore();
        long endNs = System.nanoTime() + TURN_NS;
        long pages = 0;
        try {
            IndexedPage page = queue.poll();
            while (page != null) {
                pages += page.isGone() ? 0 : 1;
                boolean isWritten = open.write(page);
                pages -= isWritten || page.isGone() ? 0 : 1;
                page = open.isFull() || System.nanoTime() - endNs > 0 ? null : queue.poll();
            }
            isBehind = !queue.isEmpty();
            publish(open);
            added.addAndGet(pages);
        } catch (Throwable e) {
            writeFailed(open, e);
            lost.addAndGet(pages); // who sees that pages were lost sees why
        }
        if (mayMerge && !isClosing) {
            merge();
        }
    }

    /// Waits for more pages, until the last turn is 400 ms ago and the first page here for 100, or the queue is
    /// half full. To be woken for each page would cost the crawl as much as half of writing it; and where there
    /// is one core, what a crawl finds first is not to wait for the index.
    private void gather() {
        isGathering = true;
        long dueNs = Math.max(publishedNs + TURN_NS, System.nanoTime() + GATHER_NS);
        long leftNs = dueNs - System.nanoTime();
        while (leftNs > 0 && !queue.isHalfFull() && !isClosing) {
            LockSupport.parkNanos(this, leftNs);
            leftNs = dueNs - System.nanoTime();
        }
        isGathering = false;
    }

    private void publish(LuceneStore open) throws IOException {
        evicted.addAndGet(open.publish());
        publishedNs = System.nanoTime();
        mayMerge = true;
        if (!writeTrouble.isEmpty()) {
            LOG.info("The page index is written to again");
            writeTrouble = "";
        }
        failuresInRow = 0;
    }

    private void merge() {
        LuceneStore open = openStore();
        try {
            mayMerge = open.merge();
        } catch (Throwable e) {
            writeFailed(open, e);
        }
    }

    private LuceneStore openStore() {
        LuceneStore open = store;
        assert open != null && !mustOpen;
        return open;
    }

    private void writeFailed(LuceneStore open, Throwable e) {
        writeTrouble = describe(e);
        mustOpen = true;
        mayMerge = false;
        try {
            open.stopWriting();
        } catch (IOException | RuntimeException | Error also) {
            e.addSuppressed(also);
        }
        failed("written to", e);
        isOpenWanted = true;
    }

    private void failed(String what, Throwable e) {
        failures.incrementAndGet();
        retryNs = System.nanoTime() + (RETRY_NS_MIN << Math.min(failuresInRow, RETRY_DOUBLINGS_MAX));
        if (failuresInRow++ == 0) {
            LOG.warn("The page index could not be {}; crawling goes on without it until it can", what, e);
        }
    }

    private static String describe(Throwable e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /// Writes what is still in the queue.
    private void finish() {
        if (mustOpen && !queue.isEmpty()) {
            open();
        }
        while (!mustOpen && !queue.isEmpty()) {
            turn();
        }
    }

    private void release() {
        LuceneStore last = store;
        try (var _ = hold.orElse(null);
                var _ = last) {
            if (last != null && !mustOpen) {
                last.stopWriting();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The page index was not closed in order", e);
        } finally {
            end();
        }
    }

    /// Drops what is still in the queue and lets nobody wait any more.
    void end() {
        for (IndexedPage page = queue.poll(); page != null; page = queue.poll()) {
            lost.incrementAndGet();
        }
        firstOpened.countDown();
    }

    private static void close(@Nullable LuceneStore before) throws IOException {
        if (before != null) {
            before.close();
        }
    }

    /// Called after something was put into the queue.
    void wake(Thread thread) {
        if (isIdle || (isGathering && queue.isHalfFull())) {
            LockSupport.unpark(thread);
        }
    }

    /// Opens the index, and loads what writes, without a page or query to wait for it.
    void prepare(Thread thread) {
        isRehearsalWanted = true;
        isOpenWanted = true;
        wake(thread);
    }

    /// Whether nothing is left of [#prepare].
    boolean isPrepared() {
        return !isOpenWanted && !isRehearsalWanted;
    }

    void stop(Thread thread) {
        isClosing = true;
        LockSupport.unpark(thread);
    }

    boolean isClosing() {
        return isClosing;
    }

    /// What answers `query`; waits for the first opening, but for nothing else.
    List<IndexHit> search(IndexQuery query, Thread thread) {
        if (store == null) {
            isOpenWanted = true;
            wake(thread);
            try {
                firstOpened.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        }
        LuceneStore open = store;
        if (open == null || isClosing) {
            return List.of();
        }
        try {
            return open.search(query);
        } catch (IOException | RuntimeException | InternalError e) {
            // InternalError is what the JVM throws when a mapped file is shorter than it was.
            searchFailed(e, thread);
            return List.of();
        }
    }

    private void searchFailed(Throwable e, Thread thread) {
        failures.incrementAndGet();
        if (readTrouble.isEmpty()) {
            readTrouble = describe(e);
            LOG.warn("The page index could not be searched; it is proved and opened again", e);
            isDoubted = true;
            wake(thread);
        }
    }

    String readTrouble() {
        return readTrouble;
    }

    Optional<String> trouble() {
        String first = readTrouble.isEmpty() ? writeTrouble : readTrouble;
        return first.isEmpty() ? Optional.empty() : Optional.of(first);
    }

    IndexSnapshot snapshot(long refused) {
        LuceneStore open = store;
        return new IndexSnapshot(
                open == null ? 0 : open.pages(),
                open == null ? 0 : open.bytes(),
                queue.size(),
                added.get(),
                refused + lost.get(),
                evicted.get(),
                failures.get());
    }
}
