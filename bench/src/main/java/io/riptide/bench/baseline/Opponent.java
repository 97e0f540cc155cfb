package io.riptide.bench.baseline;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Locale;
import java.util.function.IntFunction;
import org.slf4j.LoggerFactory;

/// The servers that the comparison knows, each serving `GET /bench/stream|sse|ws`, `GET /readyz` and `POST
/// /crawl/stream` with the same events, as a good user of it would write that.
///
/// `Opponent NAME [--port N]` starts one; its first line on standard output is where it listens.
public enum Opponent {
    NETTY(port -> NettyServer.start(port, 1, true)),
    VERTX(VertxServer::start),
    HELIDON(HelidonServer::start),
    JETTY(JettyServer::start),
    UNDERTOW(UndertowServer::start);

    /// One that runs. Whoever starts it closes it.
    public interface Running extends AutoCloseable {
        int port();

        @Override
        void close();
    }

    // A method reference without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final IntFunction<Running> starter;

    Opponent(IntFunction<Running> starter) {
        this.starter = starter;
    }

    /// Listens on `127.0.0.1`; port 0 takes a free one.
    public Running start(int port) {
        return starter.apply(port);
    }

    public static void main(String[] arguments) throws InterruptedException {
        boolean isWhole = arguments.length == 1 || (arguments.length == 3 && arguments[1].equals("--port"));
        if (!isWhole) {
            throw new IllegalArgumentException("wanted NAME [--port N]");
        }
        // The product's logger is on the class path too and would begin by telling everything on standard output.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        Opponent opponent = valueOf(arguments[0].toUpperCase(Locale.ROOT));
        try (Running running = opponent.start(arguments.length == 1 ? 0 : Integer.parseInt(arguments[2]))) {
            System.out.println("listening on http://127.0.0.1:" + running.port());
            Thread.currentThread().join();
        }
    }
}
