package io.riptide.server.crawl.fetch;

/// A body that is not read any further.
final class BodyRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final boolean isRetryable;

    BodyRefusedException(FailureKind kind, String message) {
        this(kind, message, false);
    }

    private BodyRefusedException(FailureKind kind, String message, boolean isRetryable) {
        super(message);
        this.kind = kind;
        this.isRetryable = isRetryable;
    }

    /// One that would be read at another time.
    static BodyRefusedException forNow(String message) {
        return new BodyRefusedException(FailureKind.TOO_LARGE, message, true);
    }

    boolean isRetryable() {
        return isRetryable;
    }

    FailureKind kind() {
        return kind;
    }
}
