package io.riptide.server.cli;

import java.net.InetSocketAddress;

/// A server that listens.
///
/// - **Threading:** any thread.
public interface RunningServer {
    /// Where it listens, with the port it was really given.
    InetSocketAddress address();

    /// Waits until its warm-up is over, which goes on for some seconds after the server is ready.
    void awaitWarm() throws InterruptedException;

    /// Begins to drain; returns at once, and does nothing the second time.
    void stop();

    /// Waits until it has drained and everything is released.
    void awaitStop() throws InterruptedException;
}
