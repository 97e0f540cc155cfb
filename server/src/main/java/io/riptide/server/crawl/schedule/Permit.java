package io.riptide.server.crawl.schedule;

import io.riptide.server.crawl.fetch.Admission;
import io.riptide.server.crawl.fetch.BodyShare;
import io.riptide.server.crawl.url.WebUrl;
import java.util.concurrent.TimeUnit;
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
    private Standby standby;
    private BodyShare memory = BodyShare.UNCOUNTED;
    private long untilNs = FetchScheduler.FOREVER;
    private long waitedNs;
    private @Nullable HostLine line;
    private long startBeforeNs;
    private long startAfterNs;

    /// Whether the place has not been used yet.
    private boolean isFresh = true;

    Permit(FetchScheduler scheduler, HostLine line, long startBeforeNs) {
        this.scheduler = scheduler;
        this.standby = new InPlace(scheduler);
        this.line = line;
        this.startBeforeNs = startBeforeNs;
        this.startAfterNs = line.nextStartNs();
    }

    /// The same, waiting for further places until `deadlineNs` and not longer.
    public Permit until(long deadlineNs) {
        untilNs = deadlineNs;
        return this;
    }

    /// The same, waiting as `by` does.
    public Permit waitingBy(Standby by) {
        standby = by;
        return this;
    }

    /// The same, for a page whose bodies `share` counts.
    public Permit countedBy(BodyShare share) {
        memory = share;
        return this;
    }

    /// Counts the bodies of the page.
    public BodyShare memory() {
        return memory;
    }

    /// The page is about to wait for something else; what is held is given back.
    public void standBy() {
        close();
        standby.begin();
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
        Permit other = standby.awaitPlace(url, untilNs);
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
    public void rest(long restNs) throws InterruptedException {
        standBy();
        TimeUnit.NANOSECONDS.sleep(restNs);
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

    /// Waits, and its thread does nothing else meanwhile.
    private record InPlace(FetchScheduler scheduler) implements Standby {
        @Override
        public void begin() {
            // Nobody could do anything in the meantime.
        }

        @Override
        public @Nullable Permit awaitPlace(WebUrl url, long untilNs) throws InterruptedException {
            return scheduler.await(url, untilNs);
        }
    }
}
