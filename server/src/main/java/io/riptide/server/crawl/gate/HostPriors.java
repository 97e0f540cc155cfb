package io.riptide.server.crawl.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/// How well the pages of each host could be read from their HTML so far: an exponential average from 0 to 1.
///
/// - **Threading:** any thread.
/// - **Bounds:** [#HOSTS_MAX] hosts; one that nobody asked about for a day is forgotten.
final class HostPriors {
    /// Nothing is known.
    static final double UNKNOWN = 0.5;

    private static final int HOSTS_MAX = 10_000;
    private static final Duration KEPT = Duration.ofDays(1);

    /// Of what one page says, so much counts: five pages turn an opinion.
    private static final double NEWS_SHARE = 0.2;

    private final Cache<String, Double> priors =
            Caffeine.newBuilder().maximumSize(HOSTS_MAX).expireAfterAccess(KEPT).build();

    double of(String host) {
        Double prior = priors.getIfPresent(host);
        return prior == null ? UNKNOWN : prior;
    }

    void learn(String host, double outcome) {
        assert outcome >= 0 && outcome <= 1 : outcome;
        priors.asMap()
                .merge(
                        host,
                        UNKNOWN + NEWS_SHARE * (outcome - UNKNOWN),
                        (before, _) -> before + NEWS_SHARE * (outcome - before));
    }
}
