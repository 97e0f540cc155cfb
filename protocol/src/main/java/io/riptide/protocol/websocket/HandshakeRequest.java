package io.riptide.protocol.websocket;

import java.util.List;

/// What a handshake needs to see of an HTTP/1 request.
public interface HandshakeRequest {
    /// The method, as sent.
    String method();

    /// The `y` of `HTTP/1.y`.
    int minorVersion();

    /// The values of all fields of that name, in order, trimmed; empty if there is none. Any case of `name`.
    List<String> values(String name);
}
