package io.riptide.server.crawl.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakerLimits;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.ProxyAddress;
import io.riptide.server.crawl.address.AddressGate;
import io.riptide.server.crawl.address.AddressPolicy;
import io.riptide.server.crawl.address.HostResolver;
import io.riptide.server.crawl.fetch.proxy.OutboundProxy;
import io.riptide.server.crawl.url.WebUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Makes fetchers that may reach loopback, and takes their outcomes apart.
final class FetcherFixture {
    static final AddressPolicy LOOPBACK_ALLOWED = new AddressPolicy(true, List.of());

    /// Nothing listens to it, and it never leaves the machine.
    static final HostResolver NO_NAMES = (host, _) -> {
        throw new UnknownHostException(host);
    };

    private FetcherFixture() {}

    static AhcFetcher fetcher() {
        return fetcher(FetcherConfig.STANDARD, LOOPBACK_ALLOWED, NO_NAMES);
    }

    static AhcFetcher fetcher(FetcherConfig config, AddressPolicy policy, HostResolver resolver) {
        return new AhcFetcher(config, new AddressGate(resolver, policy), Optional.empty());
    }

    /// Through a proxy that serves every host and whose own name, if it has one, is 127.0.0.1.
    static AhcFetcher through(ProxyAddress proxy, FetcherConfig config, AddressPolicy policy, HostResolver resolver) {
        return through(proxy, config, policy, resolver, patient());
    }

    /// The same, which `breaker` keeps away from the proxy while that keeps failing.
    static AhcFetcher through(
            ProxyAddress proxy,
            FetcherConfig config,
            AddressPolicy policy,
            HostResolver resolver,
            CircuitBreaker breaker) {
        OutboundProxy outbound =
                new OutboundProxy(proxy, List.of(), (_, _) -> List.of(InetAddress.getLoopbackAddress()), breaker);
        return new AhcFetcher(config, new AddressGate(resolver, policy), Optional.of(outbound));
    }

    /// A breaker that these tests' few failures do not open.
    static CircuitBreaker patient() {
        long hourNs = TimeUnit.HOURS.toNanos(1);
        return new CircuitBreaker(
                "proxy", new CircuitBreakerLimits(1_000, hourNs, hourNs, hourNs), RecoveryListener.NONE);
    }

    static HostResolver names(Map<String, String> addresses) {
        return (host, _) -> {
            String address = addresses.get(host);
            if (address == null) {
                throw new UnknownHostException(host);
            }
            return List.of(InetAddress.ofLiteral(address));
        };
    }

    static FetchedPage page(FetchOutcome outcome) {
        assertThat(outcome).isInstanceOf(FetchedPage.class);
        return (FetchedPage) outcome;
    }

    static FetchFailure failure(FetchOutcome outcome) {
        assertThat(outcome).isInstanceOf(FetchFailure.class);
        return (FetchFailure) outcome;
    }

    static FetchedPage pageOf(Fetcher fetcher, WebUrl url) throws InterruptedException {
        return page(fetcher.fetch(FetchRequest.of(url)));
    }

    static FetchFailure failureOf(Fetcher fetcher, WebUrl url) throws InterruptedException {
        return failure(fetcher.fetch(FetchRequest.of(url)));
    }

    /// What comes of `count` of them, numbered from 0, that begin at the same time.
    static <T> List<T> atOnce(int count, IntFunction<Callable<T>> each) throws Exception {
        List<FutureTask<T>> tasks = IntStream.range(0, count)
                .mapToObj(i -> new FutureTask<>(each.apply(i)))
                .toList();
        tasks.forEach(Thread::startVirtualThread);
        List<T> all = new ArrayList<>();
        for (FutureTask<T> task : tasks) {
            all.add(task.get());
        }
        return all;
    }

    static String text(FetchedPage page) {
        return new String(page.body().toBytes(), UTF_8);
    }
}
