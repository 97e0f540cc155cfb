package io.riptide.bench.run;

import io.riptide.bench.wire.ProbeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Errors by kind.
///
/// - **Threading:** any thread (its monitor): errors are rare, or the run is lost anyhow.
/// - **Bounds:** as many kinds as there are statuses and [ProbeException] constants, three examples each.
final class ErrorCounts {
    private static final int EXAMPLES_MAX = 3;
    private static final int EXAMPLE_LENGTH_MAX = 300;

    private final Map<String, Kind> kinds = new TreeMap<>();
    private long total;

    private static final class Kind {
        private long count;
        private final List<String> examples = new ArrayList<>();
    }

    synchronized void add(IOException e) {
        // What the system says of a connection that was reset has no kind of ours.
        String kind = e instanceof ProbeException probe ? probe.kind() : ProbeException.CUT;
        String reason = String.valueOf(e.getMessage());
        Kind errors = kinds.computeIfAbsent(kind, _ -> new Kind());
        errors.count++;
        total++;
        String example = reason.length() > EXAMPLE_LENGTH_MAX ? reason.substring(0, EXAMPLE_LENGTH_MAX) : reason;
        if (errors.examples.size() < EXAMPLES_MAX && !errors.examples.contains(example)) {
            errors.examples.add(example);
        }
    }

    synchronized long total() {
        return total;
    }

    /// The most frequent first.
    synchronized List<LoadError> list() {
        return kinds.entrySet().stream()
                .map(kind -> new LoadError(kind.getKey(), kind.getValue().count, List.copyOf(kind.getValue().examples)))
                .sorted(Comparator.comparingLong(LoadError::count).reversed())
                .toList();
    }
}
