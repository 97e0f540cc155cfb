package io.riptide.server.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Shows a crawl while it runs: a line a page on standard output, how far it is on standard error.
final class CrawlScreen implements EventScreen {
    private static final int BAR_LENGTH = 24;

    private final Terminal terminal;
    private final OutputFormat format;
    private final LongSupplier nanoTime;
    private long sentNs;
    private OptionalLong firstEventNs = OptionalLong.empty();
    private OptionalLong firstResultNs = OptionalLong.empty();
    private long total;
    private long completed;
    private long failed;
    private @Nullable StreamEvent last;

    CrawlScreen(Terminal terminal, OutputFormat format, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.format = format;
        this.nanoTime = nanoTime;
    }

    @Override
    public void sent() {
        sentNs = nanoTime.getAsLong();
    }

    @Override
    public void show(StreamEvent event) {
        long now = nanoTime.getAsLong() - sentNs;
        if (firstEventNs.isEmpty()) {
            firstEventNs = OptionalLong.of(now);
        }
        switch (event.type()) {
            case "metadata" -> total = event.fields().path("total_urls").asLong(0);
            case "result" -> count(event, now);
            case "summary", "error" -> last = event;
            default -> {
                // Progress is drawn from the results themselves; the rest is for machines.
            }
        }
        print(event);
    }

    private void count(StreamEvent event, long now) {
        if (firstResultNs.isEmpty()) {
            firstResultNs = OptionalLong.of(now);
        }
        completed++;
        if (event.fields().path("result").path("error").isObject()) {
            failed++;
        }
        total = event.fields().path("progress").path("total").asLong(total);
        terminal.progress(progress(now));
    }

    private void print(StreamEvent event) {
        if (format == OutputFormat.NDJSON) {
            terminal.result(event.text());
        } else if (List.of("result", "search", "gap").contains(event.type())) {
            terminal.result(EventText.line(event));
        }
    }

    /// `[############------------]  30/60  2 failed  41 pages/s`.
    private String progress(long elapsedNs) {
        int done = total == 0 ? 0 : (int) Math.min(BAR_LENGTH, BAR_LENGTH * completed / total);
        String bar = "#".repeat(done) + "-".repeat(BAR_LENGTH - done);
        return String.format(
                Locale.ROOT,
                "[%s]  %d/%d  %d failed  %.0f pages/s",
                bar,
                completed,
                total,
                failed,
                completed * 1e9 / Math.max(1, elapsedNs));
    }

    /// The terminal event, once there was one.
    private Optional<StreamEvent> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public String soFar() {
        return completed + " pages";
    }

    /// From sending the request to the first event in hand.
    OptionalLong firstEventNs() {
        return firstEventNs;
    }

    /// From sending the request to the first page in hand.
    OptionalLong firstResultNs() {
        return firstResultNs;
    }

    /// Whether the crawl came to its end and anything at all came of it.
    boolean isSuccess() {
        return last().filter(event -> event.type().equals("summary")
                        && event.fields().path("outcome").asString("").equals("completed")
                        && (event.fields().path("successful").asLong(0) > 0
                                || event.fields().path("total_urls").asLong(0) == 0))
                .isPresent();
    }
}
