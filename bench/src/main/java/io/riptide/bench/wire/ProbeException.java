package io.riptide.bench.wire;

import java.io.IOException;

/// A stream that could not be measured; the message says why, for the report.
public final class ProbeException extends IOException {
    /// No connection came about.
    public static final String CONNECT = "connect";

    /// The connection ended in the middle of an answer.
    public static final String CUT = "cut";

    /// Nothing came for too long.
    public static final String TIMEOUT = "timeout";

    /// What came is not the protocol.
    public static final String PROTOCOL = "protocol";

    /// The answer is whole, but not what was asked for.
    public static final String CONTENT = "content";

    /// The stream ended with an `error` event.
    public static final String ERROR_EVENT = "error event";

    private static final long serialVersionUID = 1;

    private final String kind;

    /// @param kind one of the constants here, or `status` and its number: what errors are counted by
    public ProbeException(String kind, String reason) {
        super(reason);
        this.kind = kind;
    }

    /// What errors are counted by.
    public String kind() {
        return kind;
    }
}
