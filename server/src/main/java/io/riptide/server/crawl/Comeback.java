package io.riptide.server.crawl;

import io.riptide.server.crawl.schedule.Permit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A page that waits for its host without a seat. The worker whose turn it is leaves it both.
///
/// - **Threading:** [#await] by the page's thread, all else by any.
final class Comeback implements Job {
    private final CompletableFuture<Optional<Handover>> outcome = new CompletableFuture<>();

    /// What is left to it.
    ///
    /// @param seat the number of the worker that makes room
    /// @param permit to be closed by the page from now
    record Handover(int seat, Permit permit) {}

    /// Gives the page what it waits for; false when it waits no longer, and nothing was given.
    boolean offer(Handover handover) {
        return outcome.complete(Optional.of(handover));
    }

    /// It will never get anything.
    void refuse() {
        outcome.complete(Optional.empty());
    }

    /// Waits until `untilNs`; nothing when that was over first, or when it was refused.
    Optional<Handover> await(long untilNs) throws InterruptedException {
        try {
            return outcome.get(Math.max(0, untilNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            refuse();
            return outcome.join(); // what was given in this very moment counts
        } catch (InterruptedException e) {
            refuse();
            outcome.join().ifPresent(handover -> handover.permit().close());
            throw e;
        } catch (ExecutionException e) {
            throw new AssertionError("it ends with a value", e);
        }
    }
}
