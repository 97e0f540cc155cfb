package io.riptide.server.search.index;

import java.io.IOException;
import java.nio.file.Path;

/// The directory of an index belongs to another process, or to another index of this one.
public final class IndexHeldException extends IOException {
    private static final long serialVersionUID = 1L;

    IndexHeldException(Path directory) {
        super("The index in " + directory.toAbsolutePath() + " is in use; two cannot write to one directory");
    }
}
