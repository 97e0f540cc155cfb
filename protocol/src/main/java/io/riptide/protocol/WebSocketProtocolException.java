package io.riptide.protocol;

/// A frame or message that must fail the WebSocket connection.
///
/// - **Source:** RFC 6455, 7.1.7 "Fail the WebSocket Connection" and 7.4.1 for the codes.
public final class WebSocketProtocolException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final int closeCode;

    /// Fails the connection with `closeCode` because of `rule`.
    public WebSocketProtocolException(int closeCode, String rule) {
        super(rule);
        assert closeCode >= 1000 && closeCode < 5000 : closeCode;
        this.closeCode = closeCode;
    }

    /// The code the close frame carries.
    public int closeCode() {
        return closeCode;
    }
}
