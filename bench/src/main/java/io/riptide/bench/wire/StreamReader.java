package io.riptide.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Consumer;

/// Reads one answer: head, transfer coding, events; counts them and notices what is not as it should be.
///
/// - **Bounds:** heads of 4 KiB.
/// - **Source:** RFC 9112, sections 6 and 7.1; RFC 6455, 4.1.
public final class StreamReader {
    private static final int HEAD_BYTES_MAX = 4 * 1024;

    private enum State {
        HEAD,
        CHUNK_SIZE,
        CHUNK_EXTENSION,
        CHUNK_PAYLOAD,
        CHUNK_END,
        TRAILER,
        LENGTH_PAYLOAD,
        UNTIL_CLOSE,
        FRAMES,
        DONE
    }

    private final Transport transport;
    private final EventTally tally;
    private final EventScanner scanner;
    private final byte[] head = new byte[HEAD_BYTES_MAX];
    private State state = State.HEAD;
    private int headLength;
    private int status;
    private long left;
    private int trailerLineLength;
    private long bodyBytes;

    /// For one answer; `tally` counts its events.
    public StreamReader(Transport transport, EventTally tally) {
        this.transport = transport;
        this.tally = tally;
        this.scanner = transport == Transport.WEBSOCKET
                ? new FrameScanner(tally)
                : new LineScanner(tally, transport == Transport.SSE);
    }

    /// For one answer of NDJSON, of which `lines` gets each line that is not empty, and nothing is counted but bytes.
    public StreamReader(Consumer<byte[]> lines) {
        this.transport = Transport.NDJSON;
        this.tally = new EventTally(0, null);
        this.scanner = new LineCollector(lines);
    }

    /// What has come.
    public EventTally tally() {
        return tally;
    }

    /// Of the answer; 0 as long as its head has not come.
    public int status() {
        return status;
    }

    /// Bytes after the head, chunk sizes left out.
    public long bodyBytes() {
        return bodyBytes;
    }

    /// Whether the answer is whole.
    public boolean done() {
        return state == State.DONE;
    }

    /// What the client must send back now; empty nearly always.
    public byte[] takeReply() {
        return scanner instanceof FrameScanner frames ? frames.takePong() : new byte[0];
    }

    /// Takes all that is left in `source`.
    public void read(ByteBuffer source) throws ProbeException {
        int i = source.position();
        int end = source.limit();
        while (i < end) {
            i = switch (state) {
                case HEAD -> readHead(source.get(i), i + 1);
                case CHUNK_PAYLOAD, LENGTH_PAYLOAD -> readPayload(source, i, (int) Math.min(end, i + left));
                case UNTIL_CLOSE, FRAMES -> readRest(source, i, end);
                case CHUNK_SIZE -> readChunkSize(source.get(i), i + 1);
                case CHUNK_EXTENSION -> readChunkExtension(source.get(i), i + 1);
                case CHUNK_END -> readChunkEnd(source.get(i), i + 1);
                case TRAILER -> readTrailer(source.get(i), i + 1);
                case DONE -> throw new ProbeException(ProbeException.PROTOCOL, "bytes after the end of the stream");
            };
        }
        source.position(end);
    }

    /// The server has closed the connection.
    public void readEnd() throws ProbeException {
        if (state == State.UNTIL_CLOSE) {
            state = State.DONE;
        }
        if (state != State.DONE) {
            throw new ProbeException(
                    ProbeException.CUT,
                    "the connection closed in the middle of the answer (" + state + ", " + tally.events()
                            + " events read)");
        }
    }

    private int readHead(byte b, int next) throws ProbeException {
        if (headLength == HEAD_BYTES_MAX) {
            throw new ProbeException(ProbeException.PROTOCOL, "a response head over " + HEAD_BYTES_MAX + " bytes");
        }
        head[headLength++] = b;
        boolean isEnd = b == '\n' && headLength >= 4 && head[headLength - 2] == '\r' && head[headLength - 3] == '\n';
        if (isEnd) {
            endHead(new String(head, 0, headLength, ISO_8859_1));
        }
        return next;
    }

    private void endHead(String text) throws ProbeException {
        if (!text.matches("(?s)HTTP/1\\.1 \\d{3}.*")) {
            throw new ProbeException(
                    ProbeException.PROTOCOL,
                    "not an HTTP/1.1 answer: " + text.lines().findFirst().orElse(""));
        }
        status = Integer.parseInt(text, 9, 12, 10);
        if (status != transport.status()) {
            throw new ProbeException("status " + status, "status " + status + " instead of " + transport.status());
        }
        if (transport == Transport.WEBSOCKET) {
            state = State.FRAMES;
            return;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        int lengthAt = lower.indexOf("\r\ncontent-length:");
        if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
            state = State.CHUNK_SIZE;
        } else if (lengthAt >= 0) {
            int from = lengthAt + "\r\ncontent-length:".length();
            left = Long.parseLong(
                    lower.substring(from, lower.indexOf("\r\n", from)).trim());
            state = left == 0 ? State.DONE : State.LENGTH_PAYLOAD;
        } else {
            state = State.UNTIL_CLOSE;
        }
    }

    private int readPayload(ByteBuffer source, int from, int to) {
        scanner.scan(source, from, to);
        bodyBytes += to - from;
        left -= to - from;
        if (left == 0) {
            state = state == State.CHUNK_PAYLOAD ? State.CHUNK_END : State.DONE;
        }
        return to;
    }

    private int readRest(ByteBuffer source, int from, int to) {
        scanner.scan(source, from, to);
        bodyBytes += to - from;
        if (scanner instanceof FrameScanner frames && frames.closed()) {
            state = State.DONE;
        }
        return to;
    }

    private int readChunkSize(byte b, int next) throws ProbeException {
        if (b == '\r' || b == ';') {
            state = State.CHUNK_EXTENSION;
            return next;
        }
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            throw new ProbeException(ProbeException.PROTOCOL, "a chunk size with the byte " + b);
        }
        left = (left << 4) | digit;
        return next;
    }

    private int readChunkExtension(byte b, int next) {
        if (b == '\n') {
            trailerLineLength = 0;
            state = left == 0 ? State.TRAILER : State.CHUNK_PAYLOAD;
        }
        return next;
    }

    private int readChunkEnd(byte b, int next) throws ProbeException {
        if (b == '\n') {
            state = State.CHUNK_SIZE;
        } else if (b != '\r') {
            throw new ProbeException(ProbeException.PROTOCOL, "a chunk that does not end with CRLF");
        }
        return next;
    }

    private int readTrailer(byte b, int next) {
        if (b == '\n') {
            if (trailerLineLength == 0) {
                state = State.DONE;
            }
            trailerLineLength = 0;
        } else if (b != '\r') {
            trailerLineLength++;
        }
        return next;
    }
}
