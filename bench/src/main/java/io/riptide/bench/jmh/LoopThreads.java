package io.riptide.bench.jmh;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads that benchmarks run on, which JMH makes by this name.
///
/// Netty's pools and recyclers keep their caches on threads of its own kind alone; on any other thread each
/// buffer would cost a lock, which is not what an event loop pays.
public final class LoopThreads extends ThreadPoolExecutor {
    /// As many threads as the benchmark wants, named after it; JMH calls this.
    public LoopThreads(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(prefix));
    }
}
