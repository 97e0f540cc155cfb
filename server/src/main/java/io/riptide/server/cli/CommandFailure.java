package io.riptide.server.cli;

import java.io.Serial;

/// A command cannot go on, for a reason a user can understand without a stack trace.
final class CommandFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;

    private CommandFailure(String message, int code) {
        super(message);
        this.code = code;
    }

    /// What was tried has failed.
    static CommandFailure failed(String message) {
        return new CommandFailure(message, ExitCode.FAILED);
    }

    /// What was given will not do; nothing was tried.
    static CommandFailure usage(String message) {
        return new CommandFailure(message, ExitCode.USAGE);
    }

    /// The code to exit with.
    int code() {
        return code;
    }
}
