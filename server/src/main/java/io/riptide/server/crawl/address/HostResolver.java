package io.riptide.server.crawl.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// Turns a host name into its addresses.
///
/// - **Threading:** any thread that may block; interrupting it ends the wait.
/// - **Bounds:** waits no longer than `timeout`.
/// - **Failure:** [UnknownHostException] when there is no answer, [TimeoutException] when none came in time.
///   Never an empty list.
@FunctionalInterface
public interface HostResolver {
    List<InetAddress> resolve(String host, Duration timeout)
            throws UnknownHostException, TimeoutException, InterruptedException;
}
