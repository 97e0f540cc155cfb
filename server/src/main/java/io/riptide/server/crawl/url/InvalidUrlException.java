package io.riptide.server.crawl.url;

/// A text that is no URL, or a URL that is not of the web. The message is the reason, fit to be shown to a
/// client.
///
/// - **Threading:** immutable.
/// - **Failure:** carries no stack trace: bad links are everyday and what matters is the text, not where we
///   noticed it.
public final class InvalidUrlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    InvalidUrlException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /// The rule broken, in a few words, without any part of the refused text.
    public String reason() {
        return reason;
    }
}
