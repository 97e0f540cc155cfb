package io.riptide.bench.cli;

import io.riptide.bench.load.Table;
import io.riptide.bench.run.LoadListener;
import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.run.LoadSecond;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/// How a load goes, on one line of standard error that is rewritten each second; and on to the next listener.
final class ProgressLine implements LoadListener {
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int LENGTH_MAX = 110;

    private final PrintStream err;
    private final boolean isShown;
    private final LoadListener next;
    private long errors;
    private String load = "";

    ProgressLine(PrintStream err, boolean isShown, LoadListener next) {
        this.err = err;
        this.isShown = isShown;
        this.next = next;
    }

    /// Whether a person looks at this process's standard error.
    static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException _) {
            // No such file system here; the JDK knows of a console or of none.
            return Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .isPresent();
        }
    }

    @Override
    public void opening(LoadPlan plan, long settled) {
        show(plan.label() + ": opening, " + settled + " of " + (plan.connections() + plan.stopped()));
    }

    @Override
    public void second(LoadPlan plan, LoadSecond second) {
        errors = plan.label().equals(load) ? errors + second.errors() : second.errors();
        load = plan.label();
        StringBuilder line = new StringBuilder(plan.label());
        if (second.atSeconds() <= 0.1) {
            line.append(": warming up");
        } else {
            line.append(Table.decimal(": %.0f", second.atSeconds()))
                    .append(Table.decimal(" of %.0f s", plan.duration().toMillis() / 1e3));
        }
        line.append(
                second.events() > second.answers()
                        ? Table.decimal(", %,.0f events/s", second.eventsPerSecond())
                        : Table.decimal(", %,.0f answers/s", second.answersPerSecond()));
        line.append(Table.decimal(", p50 %,.0f", second.p50Us()))
                .append(Table.decimal(" p99 %,.0f µs", second.p99Us()));
        line.append(", ").append(second.open()).append(" open");
        second.serverCores().ifPresent(cores -> line.append(Table.decimal(", server %.2f cores", cores)));
        second.serverRssBytes().ifPresent(bytes -> line.append(Table.decimal(" %.0f MiB", bytes / 1048576.0)));
        if (second.waiting() > 0) {
            line.append(", ").append(second.waiting()).append(" waiting");
        }
        if (errors > 0) {
            line.append(", ").append(errors).append(" errors");
        }
        show(line.toString());
        next.second(plan, second);
    }

    @Override
    public void interval(LoadPlan plan, String series, Histogram ns) {
        next.interval(plan, series, ns);
    }

    void end() {
        if (isShown) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    private void show(String line) {
        if (isShown) {
            err.print(CLEAR_LINE + (line.length() > LENGTH_MAX ? line.substring(0, LENGTH_MAX) : line));
            err.flush();
        }
    }
}
