package io.riptide.server.crawl.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the operating system.
///
/// A look-up is a native call that nothing interrupts and that holds the thread it runs on. On a virtual thread
/// that would be one of the few carriers, so two dead name servers could stop the whole node; hence a few
/// platform threads of its own. A caller that gives up leaves its look-up behind until the system's own
/// time-out ends it.
///
/// - **Threading:** any.
/// - **Bounds:** [#LOOKUPS_MAX] look-ups at once; the others wait, each inside its own `timeout`.
/// - **Ownership:** [#close] ends the threads; look-ups under way fail for their callers.
public final class SystemHostResolver implements HostResolver, AutoCloseable {
    private static final int LOOKUPS_MAX = 16;

    private final ExecutorService lookups = Executors.newFixedThreadPool(
            LOOKUPS_MAX, Thread.ofPlatform().daemon().name("riptide-dns-", 0).factory());

    @Override
    public List<InetAddress> resolve(String host, Duration timeout)
            throws UnknownHostException, TimeoutException, InterruptedException {
        if (Thread.interrupted()) { // a look-up that is quick enough would not hear of it
            throw new InterruptedException();
        }
        Future<InetAddress[]> lookup = submit(host);
        try {
            return List.of(lookup.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IllegalStateException("look-up of " + host + " failed", e.getCause());
        } finally {
            lookup.cancel(true);
        }
    }

    private Future<InetAddress[]> submit(String host) throws UnknownHostException {
        try {
            return lookups.submit(() -> InetAddress.getAllByName(host));
        } catch (RejectedExecutionException e) {
            throw new UnknownHostException(host + ": the resolver is closed");
        }
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
