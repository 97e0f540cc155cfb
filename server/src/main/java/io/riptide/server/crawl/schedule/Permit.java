package io.riptide.server.crawl.schedule;

import io.riptide.server.crawl.fetch.Admission;
import io.riptide.server.crawl.url.WebUrl;
import org.jspecify.annotations.Nullable;

/// A page's place: one among all requests and one at a host.
///
/// It is given for the first request of a page. Each further one, be it another hop, another try or its
/// robots.txt, asks for a place of its own, and between two of them the page holds none.
///
/// - **Threading:** one thread at a time.
/// - **Ownership:** whoever got it closes it.
public final class Permit implements Admission, AutoCloseable {
    private final FetchScheduler scheduler;
    private long untilNs = FetchScheduler.FOREVER;
    private long waitedNs;
    private @Nullable HostLine line;
    private long startBeforeNs;
    private long startAfterNs;

    /// Whether the place has not been used yet.
    private boolean isFresh = true;

    Permit(FetchScheduler scheduler, HostLine line, long startBeforeNs) {
        this.scheduler = scheduler;
        this.line = line;
        this.startBeforeNs = startBeforeNs;
        this.startAfterNs = line.nextStartNs();
    }

    /// The same, waiting for further places until `deadlineNs` and not longer.
    public Permit until(long deadlineNs) {
        untilNs = deadlineNs;
        return this;
    }

    /// How long it has waited for further places.
    public long waitedNs() {
        return waitedNs;
    }

    @Override
    public long enter(WebUrl url) throws InterruptedException {
        String host = FetchScheduler.hostKey(url);
        HostLine held = line;
        if (held != null && isFresh && held.host.equals(host)) {
            isFresh = false;
            return 0;
        }
        close();
        long beginNs = System.nanoTime();
        Permit other = scheduler.await(url, untilNs);
        long tookNs = System.nanoTime() - beginNs;
        waitedNs += tookNs;
        if (other == null) {
            return TOO_LATE;
        }
        line = other.line;
        startBeforeNs = other.startBeforeNs;
        startAfterNs = other.startAfterNs;
        isFresh = false;
        return tookNs;
    }

    @Override
    public void leave(int status, long firstByteNs, long comeBackNs) {
        HostLine held = line;
        assert held != null : this;
        line = null;
        scheduler.ended(held, status, firstByteNs, comeBackNs);
    }

    @Override
    public void giveBack() {
        close();
    }

    /// Gives back what is held, as if it had never been asked for.
    @Override
    public void close() {
        HostLine held = line;
        if (held != null) {
            line = null;
            scheduler.unused(held, startBeforeNs, startAfterNs);
        }
    }
}
