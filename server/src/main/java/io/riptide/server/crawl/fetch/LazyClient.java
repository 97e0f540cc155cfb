package io.riptide.server.crawl.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.AsyncHttpClientConfig;
import org.asynchttpclient.DefaultAsyncHttpClient;
import org.jspecify.annotations.Nullable;

/// A client of the library, made when it is first needed: that takes a quarter of a second, most of it for TLS.
///
/// - **Threading:** any thread.
/// - **Ownership:** owns the client and closes it.
/// - **Failure:** [IllegalStateException] once it is closed.
final class LazyClient implements AutoCloseable {
    private final Supplier<AsyncHttpClientConfig> config;

    /// Guards the making and closing of `client`.
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable AsyncHttpClient client;
    private boolean isClosed;

    LazyClient(Supplier<AsyncHttpClientConfig> config) {
        this.config = config;
    }

    AsyncHttpClient get() {
        AsyncHttpClient made = client;
        return made == null ? make() : made;
    }

    private AsyncHttpClient make() {
        lock.lock();
        try {
            if (isClosed) {
                throw new IllegalStateException("closed");
            }
            AsyncHttpClient made = client;
            if (made == null) {
                made = new DefaultAsyncHttpClient(config.get());
                client = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            AsyncHttpClient made = client;
            if (made != null) {
                made.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }
}
