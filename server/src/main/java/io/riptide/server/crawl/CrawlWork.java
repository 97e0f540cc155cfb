package io.riptide.server.crawl;

import io.riptide.engine.run.WorkSource;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.Work;
import java.time.Duration;
import java.util.List;

/// A crawl that can be accepted.
///
/// @param request what was asked for
/// @param loader gets its pages
/// @param config how streams are set up
public record CrawlWork(CrawlRequest request, PageLoader loader, StreamConfig config) implements Work {
    private static final Duration TELLING_MAX = Duration.ofSeconds(2);

    @Override
    public String kind() {
        return "crawl";
    }

    @Override
    public Delivery delivery() {
        return request.delivery();
    }

    /// The run's is later than the crawl's, which has its results to tell by then. It ends a run whose client does
    /// not read them.
    @Override
    public Duration deadline() {
        return Duration.ofMillis(request.options().deadlineMs()).plus(TELLING_MAX);
    }

    @Override
    public WorkSource source(StreamIdentity identity) {
        List<PageResult> kept = loader.keptOfAll(request);
        return kept.isEmpty() ? new CrawlSource(this, identity) : new KeptCrawl(this, identity, kept);
    }

    /// The first event of a log with this epoch.
    WorkSource.Event metadata(byte[] epoch, StreamIdentity identity) {
        return RunEvents.metadata(
                epoch,
                identity,
                kind(),
                delivery(),
                config,
                json -> json.writeNumberProperty("total_urls", request.urls().size()));
    }
}
