package io.riptide.server.crawl;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Which results are being fetched now, so that runs that want the same one fetch it once.
///
/// - **Threading:** any virtual thread.
/// - **Bounds:** an entry for each fetch under way.
final class Flights {
    private final ConcurrentHashMap<String, CompletableFuture<Optional<PageResult>>> byKey = new ConcurrentHashMap<>();

    /// Makes the caller the one who fetches what `key` stands for; else says who does.
    @Nullable
    CompletableFuture<Optional<PageResult>> begin(String key) {
        return byKey.putIfAbsent(key, new CompletableFuture<>());
    }

    /// Tells who waits. Nothing when there is no result that another run could use as well.
    void end(String key, Optional<PageResult> result) {
        CompletableFuture<Optional<PageResult>> flight = byKey.remove(key);
        assert flight != null : key;
        flight.complete(result);
    }

    /// Waits for the one who fetches, until `untilNs`.
    static Optional<PageResult> await(CompletableFuture<Optional<PageResult>> flight, long untilNs)
            throws InterruptedException {
        return isOver(flight, untilNs) ? flight.join() : Optional.empty(); // it goes for itself then
    }

    /// Waits for `other`, until `untilNs`; whether it is complete.
    static boolean isOver(CompletableFuture<?> other, long untilNs) throws InterruptedException {
        try {
            other.get(Math.max(0, untilNs - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("flights end with a value", e);
        }
    }
}
