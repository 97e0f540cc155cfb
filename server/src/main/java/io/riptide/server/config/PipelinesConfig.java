package io.riptide.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Graphs of nodes: what their runs may take.
///
/// @param directory where stored graphs are kept, if they are over a restart
/// @param recordDirectory where nodes write files, if they may
/// @param recordBytes bytes of one such file at most
public record PipelinesConfig(
        long memoryBytes,
        long runBytes,
        Duration deadline,
        int activeMax,
        int queueMax,
        Optional<Path> directory,
        int storedMax,
        Optional<String> recordDirectory,
        long recordBytes) {
    /// The same, for a server that leaves nothing behind.
    public PipelinesConfig forgetful() {
        return new PipelinesConfig(
                memoryBytes,
                runBytes,
                deadline,
                activeMax,
                queueMax,
                Optional.empty(),
                storedMax,
                Optional.empty(),
                recordBytes);
    }

    private static final String MEMORY = "memory";

    private static Optional<Path> directory(String text) {
        return text.equals(MEMORY) ? Optional.empty() : Optional.of(Path.of(text));
    }

    static PipelinesConfig read(ConfigReader in) {
        return new PipelinesConfig(
                in.bytesLong(
                        "pipelines.memory-bytes",
                        "128MiB",
                        "1MiB",
                        "64GiB",
                        "Memory of all pipelines together: the samples and metadata of their frames, and some 160 KiB a node; who wants more"
                                + " has failed."),
                in.bytesLong(
                        "pipelines.run-bytes",
                        "32MiB",
                        "64KiB",
                        "64GiB",
                        "Memory of one pipeline; never over pipelines.memory-bytes."),
                in.duration("pipelines.deadline", "24h", "1s", "720h", "How long a pipeline may run."),
                in.integer("pipelines.active-max", 64, 1, 10_000, "Pipelines that work at once; the others wait."),
                in.integer(
                        "pipelines.queue-max",
                        256,
                        1,
                        100_000,
                        "Pipelines that wait for a place, those of high priority less long; more are refused with 503."),
                directory(in.text(
                        "pipelines.directory",
                        MEMORY,
                        "Directory of the graphs that clients store, made if it is not there; with memory a restart"
                                + " forgets them.")),
                in.integer("pipelines.stored-max", 1_000, 1, 100_000, "Graphs that clients may store."),
                in.optionalText(
                        "pipelines.record-directory",
                        "Directory below which nodes of type Recorder write files, made if it is not there; without it there is"
                                + " no such type. Files are never overwritten, and nobody but the operator deletes them."),
                in.bytesLong(
                        "pipelines.record-bytes",
                        "1GiB",
                        "1KiB",
                        "1024GiB",
                        "One file of a Recorder; a frame beyond that fails. How many files there are, nothing bounds."));
    }
}
