package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.AnyThread;
import io.riptide.protocol.websocket.HandshakeOutcome.Accepted;
import io.riptide.protocol.websocket.HandshakeOutcome.Refused;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The server's side of the opening handshake: judges the request and writes the 101.
///
/// Who asks for something else than a WebSocket here gets 426, who asks wrongly gets 400.
///
/// - **Threading:** any; it has no state.
/// - **Failure:** a refusal is a value, [Refused].
/// - **Source:** RFC 6455, 4.2 and 4.4; RFC 7692, 5.1 and 7.1.
@AnyThread
public final class WebSocketHandshake {
    /// Our own subprotocol.
    public static final String SUBPROTOCOL = "riptide.v1";

    private static final String VERSION = "13";
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    /// 16 bytes are 22 characters of Base64 and two of padding, which the decoder would not insist on.
    private static final int KEY_CHARACTERS = 24;

    private static final Map<String, String> UPGRADE_FIELDS = Map.of("Upgrade", "websocket", "Connection", "Upgrade");

    private final List<String> subprotocols;
    private final boolean deflateAllowed;

    /// Speaks `subprotocols` and compresses if `deflateAllowed`.
    public WebSocketHandshake(List<String> subprotocols, boolean deflateAllowed) {
        this.subprotocols = List.copyOf(subprotocols);
        this.deflateAllowed = deflateAllowed;
    }

    /// Judges `request`.
    public HandshakeOutcome decide(HandshakeRequest request) {
        return refusal(request).<HandshakeOutcome>map(refused -> refused).orElseGet(() -> agree(request));
    }

    /// Appends the 101 to `out`, with `fields` behind ours.
    public void writeResponse(Accepted accepted, Map<String, String> fields, ByteBuf out) {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 101 Switching Protocols\r\n");
        append(head, "Upgrade", "websocket");
        append(head, "Connection", "Upgrade");
        append(head, "Sec-WebSocket-Accept", accepted.acceptKey());
        accepted.subprotocol().ifPresent(name -> append(head, "Sec-WebSocket-Protocol", name));
        accepted.deflate().ifPresent(terms -> append(head, "Sec-WebSocket-Extensions", ExtensionOffers.answer(terms)));
        fields.forEach((name, value) -> append(head, name, value));
        head.append("\r\n");
        out.writeCharSequence(head, US_ASCII);
    }

    private static Optional<Refused> refusal(HandshakeRequest request) {
        if (!request.method().equals("GET")) {
            return refused(405, "a handshake is a GET", Map.of("Allow", "GET"));
        }
        if (request.minorVersion() < 1) {
            return refused(400, "a handshake takes HTTP/1.1");
        }
        List<String> keys = request.values("Sec-WebSocket-Key");
        if (!hasToken(request, "Upgrade", "websocket")) {
            return keys.isEmpty()
                    ? refused(426, "only WebSocket is spoken here", UPGRADE_FIELDS)
                    : refused(400, "Upgrade must name websocket");
        }
        if (!hasToken(request, "Connection", "upgrade")) {
            return refused(400, "Connection must name Upgrade");
        }
        if (request.values("Host").size() != 1) {
            return refused(400, "Host must be there once");
        }
        if (hasBody(request)) {
            return refused(400, "a handshake has no body");
        }
        return versionRefusal(request).or(() -> keyRefusal(keys));
    }

    private static Optional<Refused> versionRefusal(HandshakeRequest request) {
        List<String> versions = request.values("Sec-WebSocket-Version");
        if (versions.size() > 1) {
            return refused(400, "Sec-WebSocket-Version must be there once");
        }
        if (!versions.contains(VERSION)) {
            return refused(426, "the version is 13", Map.of("Sec-WebSocket-Version", VERSION, "Upgrade", "websocket"));
        }
        return Optional.empty();
    }

    private static Optional<Refused> keyRefusal(List<String> keys) {
        if (keys.size() != 1) {
            return refused(400, "Sec-WebSocket-Key must be there once");
        }
        return isKey(keys.getFirst()) ? Optional.empty() : refused(400, "Sec-WebSocket-Key must be 16 bytes in Base64");
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == KEY_CHARACTERS && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Its bytes would be taken for frames.
    private static boolean hasBody(HandshakeRequest request) {
        return !request.values("Transfer-Encoding").isEmpty()
                || request.values("Content-Length").stream().anyMatch(length -> !length.equals("0"));
    }

    private HandshakeOutcome agree(HandshakeRequest request) {
        Optional<List<ExtensionOffers.Offer>> offers =
                ExtensionOffers.parse(request.values("Sec-WebSocket-Extensions"));
        if (offers.isEmpty()) {
            return new Refused(400, "Sec-WebSocket-Extensions is malformed", Map.of());
        }
        String key = request.values("Sec-WebSocket-Key").getFirst();
        Optional<String> subprotocol = tokens(request, "Sec-WebSocket-Protocol")
                .filter(subprotocols::contains)
                .findFirst();
        Optional<DeflateTerms> deflate =
                deflateAllowed ? ExtensionOffers.firstAcceptable(offers.get()) : Optional.empty();
        return new Accepted(acceptKey(key), subprotocol, deflate);
    }

    static String acceptKey(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + ACCEPT_SUFFIX).getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError("every Java platform has SHA-1", missing);
        }
    }

    private static boolean hasToken(HandshakeRequest request, String name, String token) {
        return tokens(request, name).anyMatch(token::equalsIgnoreCase);
    }

    private static Stream<String> tokens(HandshakeRequest request, String name) {
        return request.values(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(token -> !token.isEmpty());
    }

    private static void append(StringBuilder head, String name, String value) {
        if (hasControl(name) || hasControl(value)) {
            throw new IllegalArgumentException("a response field with a control character: " + name);
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    }

    private static Optional<Refused> refused(int status, String rule) {
        return refused(status, rule, Map.of());
    }

    private static Optional<Refused> refused(int status, String rule, Map<String, String> fields) {
        return Optional.of(new Refused(status, rule, fields));
    }
}
