package io.riptide.protocol.websocket;

/// What a handshake agreed on for permessage-deflate: no context takeover either way, and how far back our
/// compressed data may refer; `windowWasAsked` says that the answer must name the window.
///
/// - **Bounds:** `serverWindowBits` is 8 to 15, a window of 256 to 32,768 bytes.
/// - **Source:** RFC 7692, 7.1.
public record DeflateTerms(int serverWindowBits, boolean windowWasAsked) {
    static final int WINDOW_BITS_MIN = 8;
    static final int WINDOW_BITS_MAX = 15;

    /// Refuses a window that the RFC does not know.
    public DeflateTerms {
        if (serverWindowBits < WINDOW_BITS_MIN || serverWindowBits > WINDOW_BITS_MAX) {
            throw new IllegalArgumentException("serverWindowBits=" + serverWindowBits);
        }
    }
}
