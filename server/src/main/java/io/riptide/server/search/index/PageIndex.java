package io.riptide.server.search.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.store.Directory;

/// Full text of pages, embedded: what is added is found within about a second, by the words of title and text.
///
/// Nothing of Lucene is loaded, and no thread started, before the first page or query, or [#prepare]; who does
/// none of these pays for two small objects and, on disk, a directory with a lock file.
///
/// Words are found in any language, in whatever case, with or without accents, but as they are written: there
/// are no stems, so `car` does not find `cars`. A page of the same URL replaces the one before it. A phrase is
/// looked for in the 2,000 best of the pages that have all its words, of which at most 500 are read for it.
///
/// On disk the index is `pages` in its directory. It survives restarts, and a killed process loses what was
/// added in its last second; where [#prepare] is not over, in its last two. What cannot
/// be read any more is put aside as `pages.broken` (the one before it goes), so that the directory holds at
/// most twice [IndexLimits#bytesMax].
///
/// - **Threading:** any thread for every method. [#add] and [#remove] never wait and may be called on an event loop.
///   [#search] works on the caller's thread; the first one waits until the index is opened and proved, which
///   reads all its files once.
/// - **Ownership:** takes nothing; pages are values.
/// - **Bounds:** [IndexLimits] for pages, disk and queue, of which the oldest pages by time of being added make
///   room, those of about a sixteenth at a time; 16 MiB of memory for pages not yet in a file; one thread, on
///   which merges run too. In memory the files count as memory. While a large merge runs (32 MiB, about a
///   second) new pages are not found.
/// - **Failure:** nothing but [#open] throws. What goes wrong is counted, logged once and said by [#trouble];
///   pages are dropped then, queries find what was there before or nothing, and opening and writing are tried
///   again.
/// - **Source:** BM25 as Lucene has it, title counted double.
public final class PageIndex implements AutoCloseable {
    private final IndexLimits limits;
    private final Optional<DirectoryHold> hold;
    private final PageQueue queue;
    private final IndexKeeper keeper;
    private final Thread thread;
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private final AtomicLong refused = new AtomicLong();

    private PageIndex(IndexLimits limits, Optional<DirectoryHold> hold, Supplier<StoreOpener> opener) {
        this.limits = limits;
        this.hold = hold;
        queue = new PageQueue(limits);
        keeper = new IndexKeeper(queue, opener, hold);
        thread = Thread.ofPlatform().name("riptide-index").daemon().unstarted(keeper);
    }

    /// An index under `directory`, which is made if there is none, or in memory.
    ///
    /// @throws IndexHeldException if another process has the directory
    /// @throws IOException if the directory cannot be made or written to
    public static PageIndex open(IndexLimits limits, Optional<Path> directory) throws IOException {
        return open(limits, directory, UnaryOperator.identity());
    }

    /// With a say in what Lucene writes to.
    static PageIndex open(IndexLimits limits, Optional<Path> directory, UnaryOperator<Directory> storage)
            throws IOException {
        Optional<DirectoryHold> hold =
                directory.isPresent() ? Optional.of(DirectoryHold.take(directory.get())) : Optional.empty();
        return new PageIndex(limits, hold, () -> new StoreOpener(directory, limits, storage));
    }

    /// Puts `page` into the queue, or drops it if that is full. Title and text are cut at their limits.
    public void add(IndexedPage page) {
        put(page);
    }

    /// Takes the page of `url` out, in its turn among those that are added. Where the queue is full it stays.
    public void remove(String url) {
        boolean isEmpty = hold.isEmpty() && !isStarted.get();
        if (!isEmpty) {
            put(IndexedPage.gone(url));
        }
    }

    private void put(IndexedPage page) {
        boolean isTaken = !keeper.isClosing()
                && page.url().length() <= PageFields.URL_CHARS_MAX
                && page.language().length() <= PageFields.LANGUAGE_CHARS_MAX
                && queue.offer(page.cut(PageFields.TITLE_CHARS_MAX, limits.textCharsMax()));
        if (!isTaken) {
            refused.incrementAndGet();
            return;
        }
        start();
        keeper.wake(thread);
    }

    /// Pages that `query` finds, the best first; none if the index is closed or cannot be read.
    public List<IndexHit> search(IndexQuery query) {
        start();
        return keeper.search(query, thread);
    }

    /// Opens an index on disk and loads what writes, in the background, so that neither the first query nor the
    /// first page has to wait for that. A query that comes meanwhile waits for the opening; a page ends the rest.
    /// One in memory is left as it is: it has nothing to open and nothing to lose, and Lucene takes some 30 MiB.
    public void prepare() {
        if (hold.isPresent()) {
            keeper.prepare(thread);
            start();
        }
    }

    /// Whether that is over.
    boolean isPrepared() {
        return keeper.isPrepared();
    }

    private void start() {
        if (!isStarted.get() && isStarted.compareAndSet(false, true)) {
            thread.start();
        }
    }

    public IndexSnapshot snapshot() {
        return keeper.snapshot(refused.get());
    }

    /// What keeps all pages from being found, for people; empty when nothing does.
    public String readTrouble() {
        return keeper.readTrouble();
    }

    /// What keeps pages from being stored or found, for people; empty when all is well.
    public Optional<String> trouble() {
        return keeper.trouble();
    }

    /// Writes what is in the queue, gives the directory back and ends. Waits for that, unless interrupted.
    @Override
    public void close() throws IOException {
        keeper.stop(thread);
        if (isStarted.compareAndSet(false, true)) {
            keeper.end();
            if (hold.isPresent()) {
                hold.get().close();
            }
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the thread ends by itself
        }
    }
}
