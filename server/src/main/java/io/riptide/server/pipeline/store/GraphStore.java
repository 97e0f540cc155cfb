package io.riptide.server.pipeline.store;

import io.riptide.server.event.Json;
import io.riptide.server.event.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Graphs that are kept under names: examples that came with the server, and what clients put there.
///
/// Each is a file of the directory, written whole or not at all; without a directory they are forgotten at the
/// server's end.
///
/// - **Threading:** any thread; [#put] and [#remove] write files.
/// - **Bounds:** `graphsMax` graphs besides the examples; each as large as the body of a request may be.
/// - **Failure:** a file that is no graph is left where it is, told in the log, and its name is free.
public final class GraphStore {
    private static final Logger LOG = LoggerFactory.getLogger(GraphStore.class);
    private static final List<String> EXAMPLES = List.of("tone", "fan-out", "meter");
    private static final String SUFFIX = ".json";

    private final Optional<Path> directory;
    private final int graphsMax;
    private final Object writing = new Object();
    private volatile SortedMap<String, StoredGraph> graphs;

    private GraphStore(Optional<Path> directory, int graphsMax, SortedMap<String, StoredGraph> graphs) {
        this.directory = directory;
        this.graphsMax = graphsMax;
        this.graphs = graphs;
    }

    /// What became of a graph that was to be stored.
    public enum Stored {
        /// The name is new.
        CREATED,
        /// There was one of that name.
        REPLACED,
        /// The name is an example's.
        EXAMPLE,
        /// There are as many as there may be.
        FULL
    }

    /// The store in `directory`, which is made if it is not there.
    public static GraphStore open(Optional<Path> directory, int graphsMax) {
        SortedMap<String, StoredGraph> graphs = new TreeMap<>();
        for (String name : EXAMPLES) {
            graphs.put(name, new StoredGraph(name, example(name), 0, true));
        }
        directory.ifPresent(path -> readAll(path, graphs));
        return new GraphStore(directory, graphsMax, graphs);
    }

    private static JsonNode example(String name) {
        try (InputStream in =
                Objects.requireNonNull(GraphStore.class.getResourceAsStream("/pipelines/" + name + SUFFIX))) {
            return Json.read(in.readAllBytes());
        } catch (IOException | MalformedJsonException e) {
            throw new IllegalStateException("example " + name, e);
        }
    }

    private static void readAll(Path directory, SortedMap<String, StoredGraph> graphs) {
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                        .sorted()
                        .forEach(file -> read(file, graphs));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("pipelines.directory " + directory + " cannot be used", e);
        }
    }

    private static void read(Path file, SortedMap<String, StoredGraph> graphs) {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - SUFFIX.length());
        try {
            JsonNode spec = Json.read(Files.readAllBytes(file));
            boolean isGraph = spec.isObject() && StoredGraph.isName(name) && !EXAMPLES.contains(name);
            if (isGraph) {
                long changedMs = Files.getLastModifiedTime(file).toMillis();
                graphs.put(name, new StoredGraph(name, spec, changedMs, false));
            } else {
                LOG.warn("{} is no graph under a name of its own: {}", file, StoredGraph.NAME_FORM);
            }
        } catch (IOException | MalformedJsonException e) {
            LOG.warn("{} cannot be read as a graph: {}", file, e.toString());
        }
    }

    /// The graph of that name.
    public Optional<StoredGraph> find(String name) {
        return Optional.ofNullable(graphs.get(name));
    }

    /// All, by name.
    public List<StoredGraph> list() {
        return List.copyOf(graphs.values());
    }

    /// Keeps `spec`, which was checked, under `name`, which is one. It is kept when this returns.
    public Stored put(String name, JsonNode spec) throws IOException {
        synchronized (writing) {
            StoredGraph known = graphs.get(name);
            if (known != null && known.isExample()) {
                return Stored.EXAMPLE;
            }
            if (known == null && graphs.size() - EXAMPLES.size() >= graphsMax) {
                return Stored.FULL;
            }
            if (directory.isPresent()) {
                write(directory.get(), name, spec);
            }
            SortedMap<String, StoredGraph> more = new TreeMap<>(graphs);
            more.put(name, new StoredGraph(name, spec, System.currentTimeMillis(), false));
            graphs = more;
            return known == null ? Stored.CREATED : Stored.REPLACED;
        }
    }

    private static void write(Path directory, String name, JsonNode spec) throws IOException {
        Path unfinished = directory.resolve(name + SUFFIX + ".new");
        Files.write(
                unfinished,
                Json.mapper().writeValueAsBytes(spec),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.DSYNC);
        Files.move(
                unfinished,
                directory.resolve(name + SUFFIX),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /// Forgets the graph of that name, which is no example; false if there is none.
    public boolean remove(String name) throws IOException {
        synchronized (writing) {
            StoredGraph known = graphs.get(name);
            if (known == null || known.isExample()) {
                return false;
            }
            if (directory.isPresent()) {
                Files.deleteIfExists(directory.get().resolve(name + SUFFIX));
            }
            SortedMap<String, StoredGraph> fewer = new TreeMap<>(graphs);
            fewer.remove(name);
            graphs = fewer;
            return true;
        }
    }
}
