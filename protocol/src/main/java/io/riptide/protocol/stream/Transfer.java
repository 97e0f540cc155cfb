package io.riptide.protocol.stream;

/// How the bytes of a stream are marked off on their connection.
public enum Transfer {
    /// HTTP/1.1 chunks; the last one ends the stream (RFC 9112, 7.1).
    CHUNKED,
    /// As they are: the framing marks off each event, or the end of the connection the whole.
    RAW
}
