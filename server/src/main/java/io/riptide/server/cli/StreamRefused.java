package io.riptide.server.cli;

import java.io.Serial;
import java.time.Duration;

/// A server answered, but not with a stream.
final class StreamRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean isTemporary;
    private final Duration retryAfter;

    StreamRefused(String message, boolean isTemporary, Duration retryAfter) {
        super(message);
        this.isTemporary = isTemporary;
        this.retryAfter = retryAfter;
    }

    /// Whether the same request may do later.
    boolean isTemporary() {
        return isTemporary;
    }

    /// When to come back; zero when the server did not say.
    Duration retryAfter() {
        return retryAfter;
    }
}
