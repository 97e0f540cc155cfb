package io.riptide.server.crawl.cache;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakerLimits;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.CacheConfig;
import io.riptide.server.config.RedisAddress;
import io.riptide.server.log.Redaction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A Redis that is spoken to only while it answers.
///
/// ```
/// breaker refuses ──────────────────────────────► refused, at once
///   │ pass
/// no connection ──► one is opened behind it ────► refused, at once; what becomes of it is the pass's report
///   │ connection
/// command ──► answer │ error │ too late ────────► the pass's report
/// ```
///
/// A connection that was silent when the breaker tried it is closed: its peer may be gone without a word.
/// Lettuce would wait for it, and would then reconnect by a schedule of its own; here the breaker says when.
///
/// | field | written by | read by | mode |
/// |---|---|---|---|
/// | `connection` | who opens or drops it, under the lock | callers | volatile |
/// | `failure` | who failed last | anyone, for people | volatile |
/// | `connector`, `isClosed` | who opens or closes, under the lock | the same | plain |
///
/// - **Threading:** any thread. [#ask] waits for its time-out, the others for nothing.
/// - **Bounds:** one connection; `cache.redis-stores-max` and [#LOOKUPS_MAX] commands without an answer.
/// - **Failure:** counted, and reported to the breaker.
final class RedisLink implements AutoCloseable {
    private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(10);

    /// A trial may have to connect first; see [RedisConnector#TIMEOUT].
    private static final long TRIAL_NS = TimeUnit.SECONDS.toNanos(10);

    private static final long CONNECT_NS = 2 * RedisConnector.TIMEOUT.toNanos();

    /// Nobody waits for what is told, so it may take as many times longer.
    private static final int TOLD_PATIENCE = 10;

    private static final int LOOKUPS_MAX = 16_384;
    private static final int REASON_LENGTH_MAX = 200;

    /// What became of a question.
    ///
    /// @param isAnswered whether Redis said anything
    /// @param value what it said; null is its word for nothing
    record Reply<T>(boolean isAnswered, @Nullable T value) {}

    private final RedisAddress address;
    private final int commandsMax;
    private final Duration timeout;
    private final CircuitBreaker breaker;
    private final AtomicBoolean isConnecting = new AtomicBoolean();
    private final LongAdder errors = new LongAdder();
    private final LongAdder refused = new LongAdder();

    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private volatile String failure = "";

    private final Object lock = new Object();
    private @Nullable RedisConnector connector;
    private boolean isClosed;

    RedisLink(RedisAddress address, CacheConfig config, RecoveryListener listener) {
        this.address = address;
        this.timeout = config.redisTimeout();
        this.commandsMax = config.redisStoresMax() + LOOKUPS_MAX;
        long openNs = config.redisOpen().toNanos();
        long trialNs = Math.max(openNs, TRIAL_NS);
        CircuitBreakerLimits limits = new CircuitBreakerLimits(config.redisFailures(), WINDOW_NS, openNs, trialNs);
        this.breaker = new CircuitBreaker("redis:" + address.host() + ':' + address.port(), limits, listener);
    }

    /// Sends a command and waits for its answer.
    <T> Reply<T> ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) throws InterruptedException {
        long pass = breaker.tryEnter(System.nanoTime());
        RedisAsyncCommands<byte[], byte[]> commands = commands(pass);
        if (commands == null) {
            refused.increment();
            return new Reply<>(false, null);
        }
        RedisFuture<T> future = null;
        try {
            future = command.apply(commands);
            T value = future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            breaker.succeeded(pass);
            return new Reply<>(true, value);
        } catch (TimeoutException e) {
            failed(pass, "no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException | CancellationException | RedisException e) {
            failed(pass, reason(e));
        } catch (InterruptedException e) {
            breaker.abandoned(pass);
            throw e;
        } finally {
            if (future != null) {
                future.cancel(true); // of no effect once it has ended
            }
        }
        return new Reply<>(false, null);
    }

    /// Sends a command that nobody waits for. The future ends when Redis no longer has anything to do with it,
    /// which may be long after it was counted as failed. Null when it is not sent.
    <T> @Nullable RedisFuture<T> tell(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        long pass = breaker.tryEnter(System.nanoTime());
        RedisAsyncCommands<byte[], byte[]> commands = commands(pass);
        if (commands == null) {
            return null;
        }
        try {
            RedisFuture<T> future = command.apply(commands);
            future.toCompletableFuture()
                    .copy()
                    .orTimeout(timeout.toNanos() * TOLD_PATIENCE, TimeUnit.NANOSECONDS)
                    .whenComplete((done, error) -> told(pass, error));
            return future;
        } catch (RedisException e) {
            failed(pass, reason(e));
            return null;
        }
    }

    /// Whether a command would be sent now.
    boolean isReady() {
        return isOpen(connection) && !breaker.isRefusing(System.nanoTime());
    }

    /// Sends something harmless, for the sake of the answer, or of the connection that it needs.
    void probe() {
        if (breaker.state() != CircuitBreaker.State.CLOSED || !isOpen(connection)) {
            tell(RedisAsyncCommands::ping);
        }
    }

    /// Why it is left alone; empty while it is not.
    Optional<String> trouble() {
        return breaker.state() == CircuitBreaker.State.CLOSED
                ? Optional.empty()
                : Optional.of(address + " is left alone: " + failure);
    }

    long errors() {
        return errors.sum();
    }

    long refused() {
        return refused.sum();
    }

    @Override
    public void close() {
        RedisConnector open;
        synchronized (lock) {
            isClosed = true;
            connection = null;
            open = connector;
            connector = null;
        }
        if (open != null) {
            open.close();
        }
    }

    /// What to send commands with. Without it somebody sees to the pass.
    private @Nullable RedisAsyncCommands<byte[], byte[]> commands(long pass) {
        if (pass == CircuitBreaker.REFUSED) {
            return null;
        }
        StatefulRedisConnection<byte[], byte[]> open = connection;
        if (open != null && open.isOpen()) {
            return open.async();
        }
        if (isConnecting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("redis-connect").start(() -> connect(pass));
        } else {
            breaker.abandoned(pass);
        }
        return null;
    }

    private void connect(long pass) {
        try {
            RedisConnector ours = connector();
            if (ours == null) {
                breaker.abandoned(pass);
                return;
            }
            Future<StatefulRedisConnection<byte[], byte[]>> opening = ours.connect();
            adopt(opening.get(CONNECT_NS, TimeUnit.NANOSECONDS));
            breaker.succeeded(pass);
        } catch (TimeoutException e) {
            failed(pass, "no connection within " + TimeUnit.NANOSECONDS.toMillis(CONNECT_NS) + " ms");
        } catch (ExecutionException | RuntimeException e) { // Lettuce's own, Netty's, or the system's
            failed(pass, reason(e));
        } catch (InterruptedException e) {
            breaker.abandoned(pass);
            Thread.currentThread().interrupt();
        } finally {
            isConnecting.set(false);
        }
    }

    /// Made when it is first needed: it takes a few hundred milliseconds.
    private @Nullable RedisConnector connector() {
        synchronized (lock) {
            if (connector == null && !isClosed) {
                connector = new RedisConnector(address, commandsMax);
            }
            return connector;
        }
    }

    private void adopt(StatefulRedisConnection<byte[], byte[]> opened) {
        synchronized (lock) {
            if (!isClosed) {
                connection = opened;
                return;
            }
        }
        opened.closeAsync();
    }

    private void drop() {
        StatefulRedisConnection<byte[], byte[]> silent;
        synchronized (lock) {
            silent = connection;
            connection = null;
        }
        if (silent != null) {
            silent.closeAsync();
        }
    }

    /// An error is an answer too: it is not for the breaker that Redis has no room, say.
    private void told(long pass, @Nullable Throwable error) {
        if (error == null || root(error) instanceof RedisCommandExecutionException) {
            breaker.succeeded(pass);
        } else if (error instanceof TimeoutException) {
            failed(pass, "no answer within " + timeout.toMillis() * TOLD_PATIENCE + " ms");
        } else {
            failed(pass, reason(error));
        }
    }

    private void failed(long pass, String reason) {
        errors.increment();
        failure = reason;
        boolean isTried = breaker.state() == CircuitBreaker.State.HALF_OPEN;
        breaker.failed(pass, System.nanoTime());
        // Reports from before it opened change nothing.
        if (isTried && breaker.state() == CircuitBreaker.State.OPEN) {
            drop();
        }
    }

    private static boolean isOpen(@Nullable StatefulRedisConnection<byte[], byte[]> connection) {
        return connection != null && connection.isOpen();
    }

    private static String reason(Throwable error) {
        Throwable cause = root(error);
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String line = Redaction.redact(message).replaceAll("\\p{Cntrl}", " ");
        return line.length() > REASON_LENGTH_MAX ? line.substring(0, REASON_LENGTH_MAX) : line;
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
