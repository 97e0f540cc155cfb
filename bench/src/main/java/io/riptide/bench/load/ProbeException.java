package io.riptide.bench.load;

import java.io.IOException;

/// A target that could not be measured; the message says why, for the report.
final class ProbeException extends IOException {
    private static final long serialVersionUID = 1;

    ProbeException(String reason) {
        super(reason);
    }
}
