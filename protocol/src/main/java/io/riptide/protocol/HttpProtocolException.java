package io.riptide.protocol;

/// A request that must be refused. Its connection ends after the answer, since where the next request would
/// begin is no longer certain.
///
/// - **Source:** RFC 9110, RFC 9112; the status is the one those name for the fault.
public final class HttpProtocolException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /// Refuses with `status` because of `rule`.
    public HttpProtocolException(int status, String rule) {
        super(rule);
        assert status >= 400 && status < 600 : status;
        this.status = status;
    }

    /// The status code of the answer: 4xx, 501 or 505.
    public int status() {
        return status;
    }
}
