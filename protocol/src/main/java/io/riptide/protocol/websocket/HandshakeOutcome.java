package io.riptide.protocol.websocket;

import java.util.Map;
import java.util.Optional;

/// What a handshake comes to.
public sealed interface HandshakeOutcome {
    /// The request becomes a WebSocket.
    ///
    /// `acceptKey` is the value of `Sec-WebSocket-Accept`; `deflate` is there if compression was agreed on.
    record Accepted(String acceptKey, Optional<String> subprotocol, Optional<DeflateTerms> deflate)
            implements HandshakeOutcome {}

    /// The request is answered with `status` and the response fields given; `rule` is what it broke.
    record Refused(int status, String rule, Map<String, String> fields) implements HandshakeOutcome {}
}
