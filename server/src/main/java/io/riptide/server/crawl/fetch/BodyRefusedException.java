package io.riptide.server.crawl.fetch;

/// A body that is not read any further.
final class BodyRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    BodyRefusedException(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    FailureKind kind() {
        return kind;
    }
}
