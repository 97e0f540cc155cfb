package io.riptide.server.search;

import io.riptide.engine.run.WorkSource;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.crawl.PageLoader;
import io.riptide.server.problem.Problem;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.Work;
import java.time.Duration;
import java.util.Optional;

/// A deep search that can be accepted.
///
/// @param request what was asked for
/// @param loader gets its pages
/// @param config how streams are set up
public record DeepSearchWork(DeepSearchRequest request, PageLoader loader, StreamConfig config) implements Work {
    @Override
    public String kind() {
        return "deepsearch";
    }

    @Override
    public Delivery delivery() {
        return request.delivery();
    }

    @Override
    public Duration deadline() {
        return Duration.ofMillis(request.options().deadlineMs());
    }

    @Override
    public Optional<Problem> refusal() {
        return Providers.refusal(request.providers()).map(nobody -> Problem.upstream(nobody, true));
    }

    @Override
    public WorkSource source(StreamIdentity identity) {
        return new DeepSearchSource(this, identity);
    }
}
