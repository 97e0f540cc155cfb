package io.riptide.server.pipeline.expression;

import java.io.Serial;

/// A text is not an expression, or one that is not allowed; the message says why and where.
final class ExpressionRefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    /// `detail` is wrong at the place of `line` and `column`, both from 1.
    ExpressionRefusedException(String detail, int line, int column) {
        this(detail + Place.shown(line, column));
    }

    /// `detail` is wrong with the whole.
    ExpressionRefusedException(String detail) {
        super(detail);
        this.reason = detail;
    }

    /// What is wrong, for people.
    String reason() {
        return reason;
    }
}
