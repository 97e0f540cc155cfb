package io.riptide.server.config;

import java.time.Duration;

/// Where the server listens, on how many threads, for how many connections.
public record ServerConfig(
        String host,
        int port,
        int loops,
        Transport transport,
        int backlog,
        int connectionsMax,
        int connectionsPerClientMax,
        Duration drainTimeout,
        boolean reusePort) {

    /// What moves the bytes.
    public enum Transport {
        AUTO,
        EPOLL,
        IO_URING,
        NIO
    }

    static ServerConfig read(ConfigReader in) {
        return new ServerConfig(
                in.text("server.host", "127.0.0.1", "Address or host name to listen on; `0.0.0.0` is all of IPv4."),
                in.integer("server.port", 8080, 0, 65_535, "TCP port to listen on; 0 picks a free one."),
                in.integer("server.loops", 0, 0, 1_024, "Event loops, each a thread; 0 is one per core."),
                in.choice(
                        "server.transport",
                        Transport.AUTO,
                        "What moves the bytes; `auto` is epoll on Linux and NIO elsewhere."),
                in.integer(
                        "server.backlog",
                        0,
                        0,
                        65_535,
                        "Connections the kernel holds until they are accepted; 0 is its own limit (somaxconn)."),
                in.integer(
                        "server.connections-max", 65_536, 1, 10_000_000, "Open connections; more are closed at once."),
                in.integer(
                        "server.connections-per-client-max",
                        10_000,
                        1,
                        10_000_000,
                        "Open connections of one client address; more are closed at once."),
                in.duration(
                        "server.drain-timeout",
                        "10s",
                        "0s",
                        "10m",
                        "How long streams may take to end when the server stops; then they are cut."),
                in.flag(
                        "server.reuse-port",
                        false,
                        "Gives each event loop a listening socket of its own (SO_REUSEPORT); needs epoll or io_uring."));
    }
}
