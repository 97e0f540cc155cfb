package io.riptide.bench.cli;

import io.riptide.bench.load.Table;
import io.riptide.bench.run.LoadListener;
import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.run.LoadSecond;
import io.riptide.server.cli.Terminal;
import org.HdrHistogram.Histogram;

/// How a load goes, on one line of standard error that is rewritten each second; and on to the next listener.
final class ProgressLine implements LoadListener {
    private final Terminal terminal;
    private final LoadListener next;
    private long errors;
    private String load = "";

    ProgressLine(Terminal terminal, LoadListener next) {
        this.terminal = terminal;
        this.next = next;
    }

    @Override
    public void opening(LoadPlan plan, long settled) {
        terminal.progress(plan.label() + ": opening, " + settled + " of " + (plan.connections() + plan.stopped()));
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
        terminal.progress(line.toString());
        next.second(plan, second);
    }

    @Override
    public void interval(LoadPlan plan, String series, Histogram ns) {
        next.interval(plan, series, ns);
    }

    void end() {
        terminal.endProgress();
    }
}
