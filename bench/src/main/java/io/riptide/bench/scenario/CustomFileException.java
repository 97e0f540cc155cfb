package io.riptide.bench.scenario;

import java.util.List;

/// A file with tests that cannot be used; each fault names its place.
public final class CustomFileException extends Exception {
    private static final long serialVersionUID = 1;

    /// All that is wrong.
    CustomFileException(List<String> faults) {
        super(String.join("\n", faults));
    }
}
