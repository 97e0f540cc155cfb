package io.riptide.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import java.io.IOException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A server for one test; closing it proves that everything came back.
public final class TestServer implements AutoCloseable {
    private final RiptideServer server;

    /// Starts with these settings besides those every test wants.
    public TestServer(String... settings) {
        Stream<String> always = Stream.of(
                "server.port=0",
                "bench.enabled=true",
                "crawl.enabled=false",
                "runs.max=10000",
                "runs.per-client-max=10000",
                "server.connections-per-client-max=10000");
        Stream<String> others = always.filter(setting -> Stream.of(settings).noneMatch(hasNameOf(setting)));
        server = RiptideServer.start(
                RiptideConfig.of(Stream.concat(others, Stream.of(settings)).toArray(String[]::new)));
    }

    private static Predicate<String> hasNameOf(String setting) {
        String name = setting.substring(0, setting.indexOf('=') + 1);
        return other -> other.startsWith(name);
    }

    /// The server itself.
    public RiptideServer server() {
        return server;
    }

    /// A new connection.
    public RawHttp connect() throws IOException {
        return connect(0);
    }

    /// A new connection with a receive buffer of its own.
    public RawHttp connect(int receiveBufferBytes) throws IOException {
        return new RawHttp(server.address(), receiveBufferBytes);
    }

    /// Waits until no run, no topic, no stream and no byte is left.
    public void awaitIdle() {
        await().untilAsserted(() -> {
            assertThat(server.runs().size()).isZero();
            assertThat(server.topics().size()).isZero();
            assertThat(server.metrics().active()).isZero();
            assertThat(server.memory().reserved()).isZero();
            assertThat(server.pool().leasedBytes()).isZero();
            assertThat(server.inboundMemory().reserved()).isZero();
        });
    }

    @Override
    public void close() {
        awaitIdle();
        server.stop();
        try {
            server.awaitStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
