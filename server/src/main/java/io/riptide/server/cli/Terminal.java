package io.riptide.server.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Standard output and standard error of one command.
///
/// Results go out line by line, each flushed, for the next program in the pipe waits for them. The progress
/// line lives on standard error, is rewritten in place and steps aside for each result.
///
/// - **Threading:** any thread, one at a time (its monitor): the shutdown hook speaks, too.
/// - **Failure:** [OutputClosed] from [#result] once nobody reads.
public final class Terminal {
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final String CLEAR_LINE_END = "\u001b[K";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;
    private static final int PROGRESS_LENGTH_MAX = 100;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean isInteractive;
    private final boolean isOutInteractive;
    private boolean isQuiet;
    private String progress = "";

    /// Writes to `out` and `err`; `isInteractive` and `isOutInteractive` say whether a person looks at `err` and at
    /// `out`.
    public Terminal(PrintStream out, PrintStream err, boolean isInteractive, boolean isOutInteractive) {
        this.out = out;
        this.err = err;
        this.isInteractive = isInteractive;
        this.isOutInteractive = isOutInteractive;
    }

    /// Those of this process.
    static Terminal ofProcess() {
        return new Terminal(System.out, System.err, isStandardErrorInteractive(), isInteractive(STANDARD_OUTPUT));
    }

    /// Whether this process's standard error is a terminal. The JDK only tells about input and output together,
    /// so on Linux the kernel is asked.
    public static boolean isStandardErrorInteractive() {
        return isInteractive(STANDARD_ERROR);
    }

    private static boolean isInteractive(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
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

    /// Whether a person looks at the results.
    boolean isOutInteractive() {
        return isOutInteractive;
    }

    /// Lines of standard output that take the place of all that a person saw there; for anybody else they are
    /// results like others, with a blank line behind them.
    synchronized void page(List<String> lines) {
        if (!isOutInteractive) {
            lines.forEach(this::result);
            result("");
            return;
        }
        // Each line is cleared by itself, and the rest at the end: to clear all first would flicker.
        String text = lines.stream().map(line -> line + CLEAR_LINE_END).collect(Collectors.joining("\n"));
        result(HOME + text + '\n' + CLEAR_BELOW);
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
