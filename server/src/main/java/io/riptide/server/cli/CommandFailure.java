package io.riptide.server.cli;

import java.io.Serial;

/// A command cannot go on, for a reason a user can understand without a stack trace.
final class CommandFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }
}
