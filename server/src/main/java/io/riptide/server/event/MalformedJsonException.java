package io.riptide.server.event;

/// Bytes that are no JSON, or not as this server takes it; the message says what and where.
///
/// - **Failure:** carries no stack trace; it is an answer, not a fault of ours.
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
        super(message, null, false, false);
    }

    /// What is wrong, for the one who sent it.
    public String detail() {
        return String.valueOf(getMessage());
    }
}
