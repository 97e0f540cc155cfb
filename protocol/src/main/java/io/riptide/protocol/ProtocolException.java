package io.riptide.protocol;

/// A peer broke the rules of its protocol. The message is the rule, in the words of its specification.
///
/// - **Failure:** carries no stack trace: what matters is the peer's fault, not where we noticed it.
public abstract sealed class ProtocolException extends Exception
        permits HttpProtocolException, WebSocketProtocolException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String rule) {
        super(rule, null, false, false);
    }
}
