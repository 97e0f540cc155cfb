package io.riptide.engine.topic;

/// A topic is not opened now.
///
/// - **Failure:** carries no stack trace; it is an answer, not a fault.
public final class TopicRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    TopicRefusedException(String message) {
        super(message, null, false, false);
    }
}
