package io.riptide.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/// How events come to the client.
public enum Transport {
    /// A line an event.
    NDJSON("/stream"),
    /// Server-sent events.
    SSE("/sse"),
    /// A message an event.
    WEBSOCKET("/ws");

    /// Any 16 bytes in base64 do (RFC 6455, 4.1); the answer to them is not checked.
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final String suffix;

    Transport(String suffix) {
        this.suffix = suffix;
    }

    /// The end of the paths that speak it.
    public String suffix() {
        return suffix;
    }

    int status() {
        return this == WEBSOCKET ? 101 : 200;
    }

    /// The transport that a path speaks by its suffix; NDJSON unless it says otherwise.
    public static Transport ofPath(String pathAndQuery) {
        String path = pathAndQuery.split("\\?", 2)[0];
        if (path.endsWith(SSE.suffix)) {
            return SSE;
        }
        return path.endsWith(WEBSOCKET.suffix) ? WEBSOCKET : NDJSON;
    }

    /// A GET that asks for the target's stream.
    public ByteBuffer request(Target target) {
        String upgrade = this == WEBSOCKET
                ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY
                        + "\r\n"
                : "";
        return direct((line("GET", target) + upgrade + "\r\n").getBytes(US_ASCII));
    }

    /// A POST whose answer is the target's stream.
    public static ByteBuffer post(Target target, String contentType, byte[] body) {
        byte[] head = (line("POST", target) + "Content-Type: " + contentType + "\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(US_ASCII);
        ByteBuffer request = ByteBuffer.allocateDirect(head.length + body.length);
        return request.put(head).put(body).flip();
    }

    private static String line(String method, Target target) {
        return method + ' ' + target.pathAndQuery() + " HTTP/1.1\r\nHost: " + target.host() + ':' + target.port()
                + "\r\n";
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
