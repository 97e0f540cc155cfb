package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The server's half of a WebSocket opening handshake.
///
/// - **Source:** RFC 6455, 4.2.2.
final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: ";

    private Handshake() {}

    static byte[] answer(String key) {
        byte[] digest = sha1().digest((key + GUID).getBytes(US_ASCII));
        return Wire.ascii(SWITCHING + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n");
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
