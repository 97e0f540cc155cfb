package io.riptide.server.pipeline.expression;

import java.io.Serial;

/// An expression has no value for this frame; the message says why.
final class ExpressionFailedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    ExpressionFailedException(String detail) {
        super(detail);
        this.reason = detail;
    }

    /// What is wrong, for people.
    String reason() {
        return reason;
    }
}
