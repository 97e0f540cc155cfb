package io.riptide.bench.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// So many threads that share out numbered work.
///
/// - **Threading:** [#share] by one thread at a time; the work by any of the crew's.
final class Crew implements AutoCloseable {
    private final ExecutorService threads;
    private final int size;

    Crew(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(size);
    }

    /// Does `work` for 0 to `count` − 1 and says how many nanoseconds passed meanwhile.
    long share(int count, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> shares = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < size; i++) {
            shares.add(threads.submit(() -> {
                for (int taken = next.getAndIncrement(); taken < count; taken = next.getAndIncrement()) {
                    work.accept(taken);
                }
            }));
        }
        for (Future<?> share : shares) {
            await(share);
        }
        return System.nanoTime() - start;
    }

    private static void await(Future<?> share) {
        try {
            share.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a page could not be measured", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
