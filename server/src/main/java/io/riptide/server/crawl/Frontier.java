package io.riptide.server.crawl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.crawl.schedule.CrawlOrder;
import io.riptide.server.crawl.schedule.FetchScheduler;
import io.riptide.server.crawl.schedule.Lane;
import io.riptide.server.crawl.schedule.Turn;
import io.riptide.server.crawl.url.DedupeKey;
import io.riptide.server.crawl.url.WebUrl;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The pages of a crawl: given ones each once for each time they were given, found ones once, by [DedupeKey].
///
/// - **Threading:** any virtual thread.
/// - **Ownership:** owns its lane until [#close].
/// - **Bounds:** as many pages as were given, and as many more as `pagesMax` allows in all, and [#SITEMAPS_MAX]
///   sitemaps: some 150 bytes for each that waits, and 50 for each that is known. O(1) for each.
final class Frontier implements AutoCloseable {
    /// Of 50,000 pages each.
    static final int SITEMAPS_MAX = 1_000;

    private static final double SEGMENT_COST = 0.25;
    private static final double QUERY_COST = 0.5;
    private static final double LENGTH_COST = 1.0 / 400;

    private final ReentrantLock lock = new ReentrantLock();
    private final Lane<Job> lane;
    private final CrawlOrder order;
    private final List<WebUrl> given;
    private final int pagesMax;

    /// Eight bytes of a SHA-256 for each: of a billion crawls of a hundred thousand pages, one or none misses a
    /// page.
    private final Set<Long> known = new HashSet<>();

    /// Contents, with the page that had each first; guarded by `lock` like what is above and below.
    private final Map<Long, Integer> contents = new HashMap<>();

    /// Pages that wait for their hosts without a seat.
    private final Set<Comeback> waiting = new HashSet<>();

    private int total;
    private int sitemaps;
    private boolean isClosed;

    Frontier(FetchScheduler scheduler, CrawlOrder order, List<WebUrl> given, int pagesMax) {
        this.order = order;
        this.given = given;
        this.pagesMax = pagesMax;
        this.lane = scheduler.open(order);
        this.total = given.size();
    }

    /// Adds the pages given; before anything else.
    void begin() {
        if (total < pagesMax) {
            given.forEach(url -> known.add(fingerprint(url)));
        }
        for (int i = 0; i < given.size(); i++) {
            lane.add(new Target(i, given.get(i).href(), 0));
        }
    }

    /// The next page, waiting while there may still be one; null when there is none and will be none.
    @Nullable
    Turn<Job> take() throws InterruptedException {
        return lane.take();
    }

    /// The page was looked at and must be fetched.
    void schedule(Target target, WebUrl url) {
        lane.schedule(target, url, order == CrawlOrder.BEST ? score(target, url) : 0);
    }

    /// What was scheduled must be looked at once more.
    void reconsider(Target target) {
        lane.reconsider(target);
    }

    /// A page that has begun goes on at `url` as soon as it may. Whoever takes it next gives it what it needs.
    void resume(Comeback page, WebUrl url) {
        lock.lock();
        try {
            if (isClosed) {
                page.refuse();
                return;
            }
            waiting.add(page);
        } finally {
            lock.unlock();
        }
        lane.resume(page, url);
    }

    /// It waits no longer.
    void forget(Comeback page) {
        lock.lock();
        try {
            waiting.remove(page);
        } finally {
            lock.unlock();
        }
    }

    /// Another sitemap is to be read, unless it was named before or there are enough pages or sitemaps: an
    /// index may name indexes, and itself.
    void addSitemap(WebUrl url, int depth) {
        long print = fingerprint((depth + " " + url.canonical()).getBytes(UTF_8));
        lock.lock();
        try {
            boolean isWanted = total < pagesMax && sitemaps < SITEMAPS_MAX && known.add(print);
            if (!isWanted) {
                return;
            }
            sitemaps++;
        } finally {
            lock.unlock();
        }
        lane.add(new Target(Target.SITEMAP, url.href(), depth));
    }

    /// Pages that were found `depth` links away.
    void add(List<WebUrl> found, int depth) {
        for (WebUrl url : found) {
            Target target = newTarget(url, depth);
            if (target != null) {
                lane.add(target);
            }
        }
    }

    private @Nullable Target newTarget(WebUrl url, int depth) {
        long print = fingerprint(url);
        lock.lock();
        try {
            return total < pagesMax && known.add(print) ? new Target(total++, url.href(), depth) : null;
        } finally {
            lock.unlock();
        }
    }

    /// The page that had this content before, or -1: then `target` is the first.
    int firstWith(long content, Target target) {
        lock.lock();
        try {
            Integer first = contents.putIfAbsent(content, target.index());
            return first == null ? -1 : first;
        } finally {
            lock.unlock();
        }
    }

    /// One was dealt with.
    void finish() {
        lane.finish();
    }

    /// Pages given and found so far.
    int total() {
        lock.lock();
        try {
            return total;
        } finally {
            lock.unlock();
        }
    }

    /// Lets nobody take anything any more; who waits is told.
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            waiting.forEach(Comeback::refuse);
        } finally {
            lock.unlock();
        }
        lane.close();
    }

    private static long fingerprint(WebUrl url) {
        return fingerprint(DedupeKey.of(url).getBytes(UTF_8));
    }

    /// The first eight bytes of the SHA-256.
    private static long fingerprint(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The smaller the better: near the start, few segments, no query, short.
    private static double score(Target target, WebUrl url) {
        String path = url.path();
        long segments = path.chars().filter(c -> c == '/').count();
        double query = url.query().isEmpty() ? 0 : QUERY_COST;
        return target.depth()
                + SEGMENT_COST * segments
                + query
                + LENGTH_COST * url.href().length();
    }
}
