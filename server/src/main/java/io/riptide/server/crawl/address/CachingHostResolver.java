package io.riptide.server.crawl.address;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// Remembers answers for a short while, the bad ones shorter. Answers are checked after the cache, never before
/// it, so a remembered address is judged again at each use.
///
/// Two callers that miss at once both ask: the system's resolver already lets look-ups of one name share.
///
/// - **Threading:** any.
/// - **Bounds:** `entriesMax` names; [#FOUND_FOR] for an answer, [#MISSING_FOR] for its absence. A time-out is
///   not remembered.
public final class CachingHostResolver implements HostResolver {
    static final Duration FOUND_FOR = Duration.ofSeconds(30);
    static final Duration MISSING_FOR = Duration.ofSeconds(5);

    private final HostResolver asked;
    private final Cache<String, Answer> answers;

    public CachingHostResolver(HostResolver asked, int entriesMax, Ticker ticker) {
        this.asked = asked;
        this.answers = Caffeine.newBuilder()
                .maximumSize(entriesMax)
                .ticker(ticker)
                .executor(Runnable::run)
                .expireAfter(Expiry.creating((String _, Answer answer) -> answer.keptFor()))
                .build();
    }

    @Override
    public List<InetAddress> resolve(String host, Duration timeout)
            throws UnknownHostException, TimeoutException, InterruptedException {
        Answer known = answers.getIfPresent(host);
        if (known == null) {
            known = ask(host, timeout);
            answers.put(host, known);
        }
        return switch (known) {
            case Found found -> found.addresses();
            case Missing missing -> throw new UnknownHostException(missing.message());
        };
    }

    private Answer ask(String host, Duration timeout) throws TimeoutException, InterruptedException {
        try {
            return new Found(List.copyOf(asked.resolve(host, timeout)));
        } catch (UnknownHostException e) {
            return new Missing(String.valueOf(e.getMessage()));
        }
    }

    private sealed interface Answer {
        Duration keptFor();
    }

    private record Found(List<InetAddress> addresses) implements Answer {
        @Override
        public Duration keptFor() {
            return FOUND_FOR;
        }
    }

    private record Missing(String message) implements Answer {
        @Override
        public Duration keptFor() {
            return MISSING_FOR;
        }
    }
}
