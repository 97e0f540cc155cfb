package io.riptide.server.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Standard output and standard error of one command.
///
/// Results go out line by line, each flushed, for the next program in the pipe waits for them. The progress
/// line lives on standard error, is rewritten in place and steps aside for each result.
///
/// - **Threading:** any thread, one at a time (its monitor): the shutdown hook speaks, too.
/// - **Failure:** [OutputClosed] from [#result] once nobody reads.
public final class Terminal {
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int PROGRESS_LENGTH_MAX = 100;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean isInteractive;
    private boolean isQuiet;
    private String progress = "";

    /// Writes to `out` and `err`; `isInteractive` says whether a person looks at `err`.
    public Terminal(PrintStream out, PrintStream err, boolean isInteractive) {
        this.out = out;
        this.err = err;
        this.isInteractive = isInteractive;
    }

    /// Whether this process's standard error is a terminal. The JDK only tells about input and output together,
    /// so on Linux the kernel is asked.
    public static boolean isStandardErrorInteractive() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException _) {
            // No such file system here.
            return Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .isPresent();
        }
    }

    /// No progress and no messages from here on; failures are still told.
    synchronized void quiet() {
        clear();
        isQuiet = true;
    }

    /// Whether anybody sees progress.
    synchronized boolean showsProgress() {
        return isInteractive && !isQuiet;
    }

    /// One line of standard output.
    synchronized void result(String line) {
        clear();
        out.print(line);
        out.print('\n');
        out.flush();
        if (out.checkError()) {
            throw new OutputClosed();
        }
        draw();
    }

    /// Replaces the progress line.
    public synchronized void progress(String line) {
        if (showsProgress()) {
            clear();
            progress = line.length() > PROGRESS_LENGTH_MAX ? line.substring(0, PROGRESS_LENGTH_MAX) : line;
            draw();
        }
    }

    /// Takes the progress line away.
    public synchronized void endProgress() {
        clear();
        progress = "";
        err.flush();
    }

    /// A line for the person in front of it, if there is one.
    synchronized void message(String line) {
        if (showsProgress()) {
            clear();
            err.print(line + "\n");
            draw();
        }
    }

    /// A line that is told in any case.
    synchronized void failure(String line) {
        clear();
        err.print(line + "\n");
        draw();
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    private void clear() {
        if (!progress.isEmpty() && showsProgress()) {
            err.print(CLEAR_LINE);
        }
    }

    private void draw() {
        if (!progress.isEmpty() && showsProgress()) {
            err.print(progress);
        }
        err.flush();
    }
}
