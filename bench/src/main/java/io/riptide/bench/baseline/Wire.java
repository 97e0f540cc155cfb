package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// The three ways a stream's events lie on the wire, as constant bytes.
enum Wire {
    NDJSON("application/x-ndjson", true),
    SSE("text/event-stream", true),
    WEBSOCKET("", false);

    /// Eight digits and CRLF. Leading zeros are legal in a chunk size (RFC 9112, 7.1), so it is patched in
    /// place.
    static final int CHUNK_HEAD_BYTES = 10;

    private static final byte[] CHUNK_END = ascii("\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    /// Close frame with code 1000 (RFC 6455, 5.5.1).
    private static final byte[] CLOSE_FRAME = {(byte) 0x88, 2, (byte) (1000 >> 8), (byte) 1000};

    private final String contentType;

    // Nobody writes to it; kept as bytes because it is sent with every answer.
    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] head;

    private final boolean chunked;

    Wire(String contentType, boolean chunked) {
        this.chunked = chunked;
        this.contentType = contentType;
        this.head = ascii("HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\n"
                + "Cache-Control: no-cache, no-transform\r\nX-Accel-Buffering: no\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n");
    }

    /// The response head; WebSocket's depends on the client's key, see [Handshake].
    byte[] head() {
        assert chunked : this;
        return head;
    }

    String contentType() {
        return contentType;
    }

    boolean chunked() {
        return chunked;
    }

    /// What follows the last event.
    byte[] end() {
        return chunked ? LAST_CHUNK : CLOSE_FRAME;
    }

    /// The bytes around one event, `json` being its object and `id` its cursor.
    byte[] frame(String type, String id, String json) {
        return switch (this) {
            case NDJSON -> ascii(json + "\n");
            case SSE -> ascii("id: " + id + "\nevent: " + type + "\ndata: " + json + "\n\n");
            case WEBSOCKET -> textFrame(ascii(json));
        };
    }

    /// Leaves room for the chunk's size; returns where its payload begins.
    int openChunk(int at) {
        return chunked ? at + CHUNK_HEAD_BYTES : at;
    }

    /// Writes the size of the chunk opened at `at` and its CRLF at `end`; returns where the next byte goes.
    int closeChunk(byte[] out, int at, int end) {
        if (!chunked) {
            return end;
        }
        int size = end - at - CHUNK_HEAD_BYTES;
        for (int i = 0, shift = 28; i < 8; i++, shift -= 4) {
            out[at + i] = (byte) Character.forDigit((size >>> shift) & 0xf, 16);
        }
        out[at + 8] = '\r';
        out[at + 9] = '\n';
        return append(CHUNK_END, out, end);
    }

    /// `payload` as one chunk; as it is where there are none.
    byte[] chunk(byte[] payload) {
        byte[] out = new byte[payload.length + CHUNK_HEAD_BYTES + CHUNK_END.length];
        int end = append(payload, out, openChunk(0));
        return Arrays.copyOf(out, closeChunk(out, 0, end));
    }

    static int append(byte[] source, byte[] out, int at) {
        System.arraycopy(source, 0, out, at, source.length);
        return at + source.length;
    }

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    static String text(byte[] bytes, int from) {
        return new String(bytes, from, bytes.length - from, US_ASCII);
    }

    private static byte[] textFrame(byte[] payload) {
        boolean isShort = payload.length <= 125;
        int headBytes = isShort ? 2 : 4;
        byte[] frame = new byte[headBytes + payload.length];
        frame[0] = (byte) 0x81;
        if (isShort) {
            frame[1] = (byte) payload.length;
        } else {
            frame[1] = 126;
            frame[2] = (byte) (payload.length >>> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, headBytes, payload.length);
        return frame;
    }
}
