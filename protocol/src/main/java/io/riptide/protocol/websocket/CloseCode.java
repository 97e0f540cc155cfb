package io.riptide.protocol.websocket;

import io.riptide.protocol.AnyThread;

/// The codes that a close frame of ours may carry, and which codes a peer may send.
///
/// - **Source:** RFC 6455, 7.4; the IANA "WebSocket Close Code Number Registry".
@AnyThread
public final class CloseCode {
    /// The purpose of the connection has been fulfilled.
    public static final int NORMAL = 1000;

    /// The server drains, or the peer no longer answers.
    public static final int GOING_AWAY = 1001;

    /// The peer broke the framing.
    public static final int PROTOCOL_ERROR = 1002;

    /// A binary message where text is due.
    public static final int UNSUPPORTED = 1003;

    /// Never on the wire: the peer's close frame carried no code.
    public static final int NO_CODE = 1005;

    /// Never on the wire: the connection went without a close frame.
    public static final int ABNORMAL = 1006;

    /// A message that is not what its type says: bad UTF-8, bad deflate data.
    public static final int INVALID_PAYLOAD = 1007;

    /// Authorization or a limit of the server.
    public static final int POLICY = 1008;

    /// A message over the size limit.
    public static final int TOO_BIG = 1009;

    /// The server failed.
    public static final int SERVER_FAULT = 1011;

    /// Ours, in the private range: the peer reads more slowly than its policy allows.
    public static final int SLOW_CONSUMER = 4008;

    private CloseCode() {}

    /// Whether a close frame may carry `code`: assigned by the RFC or the registry (1000 to 1003, 1007 to 1014)
    /// and not one of those kept off the wire, or in the range of libraries and applications (3000 to 4999).
    public static boolean isValidOnWire(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
