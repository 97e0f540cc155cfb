package io.riptide.server.crawl;

import io.riptide.engine.run.Emitter;
import io.riptide.server.crawl.fetch.BodyMemory;
import io.riptide.server.crawl.schedule.Permit;
import io.riptide.server.crawl.schedule.Turn;
import io.riptide.server.crawl.sitemap.Sitemap;
import io.riptide.server.crawl.url.WebUrl;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Takes a page, gets it, and emits its result before it takes the next.
///
/// - **Threading:** a virtual thread of its own; the worker has no state, so that all threads of a crawl share
///   it.
final class CrawlWorker {
    /// A sitemap is named by robots.txt, may be an index, and that of one.
    private static final int SITEMAP_DEPTH_MAX = 3;

    private final CrawlScope scope;
    private final PageLoader loader;
    private final Frontier frontier;
    private final CrawlTally tally;
    private final Optional<String> traceParent;
    private final long deadlineNs;

    /// A worker on the pages of `frontier`.
    ///
    /// @param traceParent as [TraceParent] writes it, if the client sent one
    CrawlWorker(
            CrawlRequest request,
            PageLoader loader,
            Frontier frontier,
            CrawlTally tally,
            Optional<String> traceParent,
            long deadlineNs) {
        this.scope = new CrawlScope(request);
        this.loader = loader;
        this.frontier = frontier;
        this.tally = tally;
        this.traceParent = traceParent;
        this.deadlineNs = deadlineNs;
    }

    /// Does one thing in `seat`, which it may have left afterwards; false when there is nothing more to do.
    boolean step(Emitter emitter, Seat seat) throws InterruptedException {
        Turn<Job> turn = frontier.take();
        if (turn == null) {
            return false;
        }
        Permit permit = turn.permit();
        return switch (turn.item()) {
            case Comeback page -> {
                seat.leaveTo(page, Objects.requireNonNull(permit));
                yield true;
            }
            case Target target when permit == null -> look(emitter, target);
            case Target target -> {
                try (permit;
                        BodyMemory.Share memory = loader.memory().open(deadlineNs)) {
                    yield use(emitter, target, permit.waitingBy(seat).countedBy(memory));
                }
            }
        };
    }

    private boolean use(Emitter emitter, Target target, Permit permit) throws InterruptedException {
        PageRequest page = page(target);
        boolean isSite = target.isSitemap() && target.depth() == 0;
        CompletableFuture<?> robots = loader.prepare(page, permit, isSite);
        if (robots != null) {
            // It may be refused then, or waits for its host again, and this worker need not wait for either.
            robots.thenRun(() -> frontier.reconsider(target));
            return true;
        }
        if (target.isSitemap()) {
            return read(target, page, permit);
        }
        PageResult result = tally.fitting(loader.load(page, permit));
        permit.memory().keep(result.weight());
        // What was here after all has used no place, and to emit takes as long as the client does.
        permit.giveBack();
        return finish(emitter, target, page, result);
    }

    /// A page that needs no fetch is done at once; any other goes to its host.
    private boolean look(Emitter emitter, Target target) throws InterruptedException {
        PageRequest page = page(target);
        if (!target.isSitemap()) {
            Optional<PageResult> known = loader.known(page);
            if (known.isPresent()) {
                return finish(emitter, target, page, known.get());
            }
        }
        frontier.schedule(target, page.url());
        return true;
    }

    private boolean finish(Emitter emitter, Target target, PageRequest page, PageResult result)
            throws InterruptedException {
        if (page.followsLinks()) {
            frontier.add(scope.links(target, result), target.depth() + 1);
        }
        boolean isWanted = tally.emit(emitter, target, result);
        frontier.finish();
        return isWanted;
    }

    private boolean read(Target target, PageRequest page, Permit permit) throws InterruptedException {
        if (target.depth() == 0) {
            loader.sitemaps(page).forEach(named -> frontier.addSitemap(named, 1));
        } else {
            Sitemap sitemap = loader.sitemap(page, permit);
            frontier.add(scope.pages(sitemap.pages()), 0);
            if (target.depth() < SITEMAP_DEPTH_MAX) {
                sitemap.sitemaps().forEach(further -> frontier.addSitemap(further, target.depth() + 1));
            }
        }
        frontier.finish();
        return true;
    }

    private PageRequest page(Target target) {
        WebUrl url = target.url();
        CrawlOptions options = scope.options(url);
        boolean followsLinks = !target.isSitemap() && options.followsLinksAt(target.depth());
        return new PageRequest(url, options, followsLinks, scope.reach(target, url), traceParent, deadlineNs);
    }
}
