package io.riptide.server.search.web;

/// An engine answered what it should not.
///
/// - **Failure:** carries no stack trace; it is an answer, not a fault of ours.
final class UnexpectedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    UnexpectedAnswerException(String message) {
        super(message, null, false, false);
    }
}
