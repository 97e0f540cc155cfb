package io.riptide.server.cli;

import java.io.Serial;

/// Whoever read our standard output has gone (`riptide tail … | head`): no fault, just the end.
final class OutputClosed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    OutputClosed() {
        super("standard output is closed", null, false, false);
    }
}
