package io.riptide.server.cli;

import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.ServerConfig;
import io.riptide.server.log.Logging;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;

/// A server in this process that is drained before the process ends, whichever way it ends.
final class LocalServer implements AutoCloseable {
    private final RunningServer server;
    private final Thread hook;

    private LocalServer(RunningServer server) {
        this.server = server;
        this.hook = new Thread(this::drain, "riptide-shutdown");
    }

    /// @throws CommandFailure when the address cannot be listened on
    static LocalServer start(ServerLauncher launcher, RiptideConfig config) throws Exception {
        RunningServer running;
        try {
            running = launcher.launch(config);
        } catch (IOException e) {
            ServerConfig at = config.server();
            throw CommandFailure.failed(
                    "cannot listen on " + at.host() + ":" + at.port() + " (" + RiptideCommand.reason(e) + ")");
        }
        var server = new LocalServer(running);
        Runtime.getRuntime().addShutdownHook(server.hook);
        return server;
    }

    /// Where clients reach it.
    URI uri() {
        return uri(server.address());
    }

    static URI uri(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        String literal = address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host;
        return URI.create("http://" + literal + ":" + address.getPort());
    }

    void awaitWarm() throws InterruptedException {
        server.awaitWarm();
    }

    void awaitStop() throws InterruptedException {
        server.awaitStop();
    }

    @Override
    public void close() {
        drain();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending already, by this very hook.
        }
    }

    private void drain() {
        server.stop();
        try {
            server.awaitStop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Logging.stop();
    }
}
