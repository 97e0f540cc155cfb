package io.riptide.bench.report;

import io.riptide.bench.run.LoadListener;
import io.riptide.bench.run.LoadPlan;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/// Histograms of each second in a log a load, tagged by series, as HdrHistogram's own tools read them.
///
/// - **Ownership:** closes its files.
/// - **Failure:** a full disk is told by [#close]; the load goes on.
public final class IntervalLogs implements LoadListener, Closeable {
    private final Path folder;
    private final Map<String, PrintStream> files = new HashMap<>();
    private final Map<String, HistogramLogWriter> writers = new HashMap<>();
    private String failure = "";

    /// Logs in a folder that exists.
    public IntervalLogs(Path folder) {
        this.folder = folder;
    }

    @Override
    public void interval(LoadPlan plan, String series, Histogram ns) {
        try {
            HistogramLogWriter writer = writer(plan.label());
            // Commas separate the log's columns.
            ns.setTag(series.replaceAll("[,\\s]+", "-"));
            writer.outputIntervalHistogram(ns);
            ns.setTag(null);
        } catch (IOException e) {
            failure = e.toString();
        }
    }

    private HistogramLogWriter writer(String label) throws IOException {
        HistogramLogWriter known = writers.get(label);
        if (known != null) {
            return known;
        }
        Path file = folder.resolve(fileName(label));
        PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
        HistogramLogWriter writer = new HistogramLogWriter(out);
        writer.outputLogFormatVersion();
        writer.outputComment("[" + label.replace('×', 'x') + ", nanoseconds]");
        writer.outputLegend();
        files.put(label, out);
        writers.put(label, writer);
        return writer;
    }

    static String fileName(String label) {
        return label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "") + ".hlog";
    }

    @Override
    public void close() throws IOException {
        boolean isBroken = false;
        for (PrintStream file : files.values()) {
            isBroken |= file.checkError();
            file.close();
        }
        if (isBroken || !failure.isEmpty()) {
            throw new IOException("the histogram logs in " + folder + " are incomplete " + failure);
        }
    }
}
