package io.riptide.server.cli;

/// What a command tells the shell.
final class ExitCode {
    static final int DONE = 0;

    /// The work failed.
    static final int FAILED = 1;

    /// The command line or the configuration is wrong; nothing was tried.
    static final int USAGE = 2;

    /// Ctrl-C: 128 and the number of SIGINT, as shells have it.
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
