package io.riptide.server.cli;

import io.riptide.server.cli.view.FrameLine;
import io.riptide.server.cli.view.NodeText;
import io.riptide.server.cli.view.Printable;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/// Shows a pipeline while it runs: a line a frame, a line for what becomes of a node, a table at the end.
final class PipelineScreen implements EventScreen {
    private final Terminal terminal;
    private final OutputFormat format;
    private final FrameLine line;
    private final LongSupplier nanoTime;
    private final long framesMax;
    private final Consumer<String> onFull;
    private long sentNs;
    private long frames;
    private String runId = "";

    /// @param framesMax frames shown; those beyond, which were on their way, are not
    /// @param onFull is given the run's id with the last of them
    PipelineScreen(
            Terminal terminal,
            OutputFormat format,
            FrameLine line,
            LongSupplier nanoTime,
            long framesMax,
            Consumer<String> onFull) {
        this.terminal = terminal;
        this.format = format;
        this.line = line;
        this.nanoTime = nanoTime;
        this.framesMax = framesMax;
        this.onFull = onFull;
    }

    @Override
    public void sent() {
        sentNs = nanoTime.getAsLong();
    }

    @Override
    public void show(StreamEvent event) {
        boolean isFrame = event.type().equals("frame");
        if (isFrame && isFull()) {
            return;
        }
        if (format == OutputFormat.NDJSON) {
            terminal.result(event.text());
        } else {
            print(event);
        }
        if (event.type().equals("metadata")) {
            runId = event.fields().path("run_id").asString("");
        }
        if (isFrame) {
            frames++;
            if (isFull()) {
                onFull.accept(runId);
            }
        }
    }

    private void print(StreamEvent event) {
        switch (event.type()) {
            case "frame" -> terminal.result(line.of(event.fields(), nanoTime.getAsLong() - sentNs));
            case "node" -> terminal.result(NodeText.event(event.fields()));
            case "pipeline" -> NodeText.pipeline(event.fields()).ifPresent(terminal::result);
            case "gap" -> terminal.result(EventText.line(event));
            case "summary" -> summary(event.fields());
            default -> {
                // Of the others, errors are told as failures; the rest is for machines.
            }
        }
    }

    private void summary(JsonNode summary) {
        terminal.result("");
        terminal.result(Printable.line(String.format(
                Locale.ROOT,
                "%s: %d frames in %d ms",
                summary.path("outcome").asString("ended"),
                summary.path("frames").asLong(0),
                summary.path("total_processing_time_ms").asLong(0))));
        NodeText.summary(summary.path("nodes")).forEach(terminal::result);
    }

    /// Whether all frames that were wanted have been shown.
    boolean isFull() {
        return frames >= framesMax;
    }

    @Override
    public String soFar() {
        return frames + " frames";
    }
}
