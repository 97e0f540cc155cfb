package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a request asks for, read straight from its head's bytes.
///
/// Knows the few requests that the probes send and refuses the rest; a lenient reader, since its job is to be a
/// fast opponent, not a safe server.
///
/// `hold=1` leaves the stream open behind its last tick, without a terminal event: a subscriber to whom nothing
/// happens.
///
/// - **Bounds:** `size` 96 to 8,192 bytes, `count` at most 4,000,000,000.
record StreamRequest(Kind kind, Wire wire, long count, int size, long rate, boolean hold, int bodyBytes, String topic) {
    enum Kind {
        STREAM,
        SUBSCRIBE,
        PUBLISH,
        ECHO,
        READY,
        NOT_FOUND,
        BAD
    }

    static final int SIZE_MAX = 8192;
    private static final long COUNT_MAX = 4_000_000_000L;

    private static final byte[] GET_BENCH = Wire.ascii("GET /bench/");
    private static final byte[] GET_ECHO = Wire.ascii("GET /bench/echo ");
    private static final byte[] GET_TOPIC = Wire.ascii("GET /topics/");
    private static final byte[] POST_TOPIC = Wire.ascii("POST /topics/");
    private static final byte[] GET_READY = Wire.ascii("GET /readyz ");
    private static final byte[] POST = Wire.ascii("POST /");

    static StreamRequest parse(byte[] head, int length) {
        if (startsWith(head, length, GET_ECHO)) {
            return plain(Kind.ECHO);
        }
        if (startsWith(head, length, GET_TOPIC)) {
            return parseSubscription(head, length);
        }
        if (startsWith(head, length, GET_BENCH)) {
            return parseBench(head, length);
        }
        if (startsWith(head, length, GET_READY)) {
            return plain(Kind.READY);
        }
        if (startsWith(head, length, POST)) {
            return parsePost(head, length);
        }
        return plain(Kind.NOT_FOUND);
    }

    /// The same for a server that has parsed the request itself: a GET of `path`, with its query if it has one.
    static StreamRequest ofGet(String path, @Nullable String query) {
        String target = query == null || query.isEmpty() ? path : path + '?' + query;
        byte[] head = Wire.ascii("GET " + target + ' ');
        return parse(head, head.length);
    }

    /// What any POST is answered with, once its body has come.
    static StreamRequest oneEvent(int bodyBytes) {
        return new StreamRequest(Kind.STREAM, Wire.NDJSON, 1, 128, 0, false, bodyBytes, "");
    }

    /// The value of a header, its name given with the colon, in any case.
    static Optional<String> header(byte[] head, int length, String nameAndColon) {
        String text = new String(head, 0, length, ISO_8859_1);
        for (int at = text.indexOf("\r\n"); at >= 0 && at + 2 < length; at = text.indexOf("\r\n", at + 2)) {
            if (text.regionMatches(true, at + 2, nameAndColon, 0, nameAndColon.length())) {
                int from = at + 2 + nameAndColon.length();
                return Optional.of(
                        text.substring(from, text.indexOf("\r\n", from)).trim());
            }
        }
        return Optional.empty();
    }

    private static StreamRequest parseBench(byte[] head, int length) {
        int i = GET_BENCH.length;
        Wire wire;
        switch (head[i]) {
            case 'w' -> {
                wire = Wire.WEBSOCKET;
                i += "ws".length();
            }
            case 's' -> {
                boolean isSse = head[i + 1] == 's';
                wire = isSse ? Wire.SSE : Wire.NDJSON;
                i += isSse ? "sse".length() : "stream".length();
            }
            default -> {
                return plain(Kind.NOT_FOUND);
            }
        }
        long count = 1;
        long size = 128;
        long rate = 0;
        boolean hold = false;
        while (i < length && (head[i] == '?' || head[i] == '&')) {
            byte name = head[i + 1];
            i = skipPast(head, length, '=', i);
            long value = 0;
            for (; i < length && head[i] >= '0' && head[i] <= '9'; i++) {
                value = value * 10 + head[i] - '0';
            }
            switch (name) {
                case 'c' -> count = value;
                case 's' -> size = value;
                case 'r' -> rate = value;
                case 'h' -> hold = value != 0;
                default -> {
                    return plain(Kind.BAD);
                }
            }
        }
        boolean inBounds = size >= TickEncoder.SIZE_MIN && size <= SIZE_MAX && count >= 0 && count <= COUNT_MAX;
        boolean isWhole = i < length && head[i] == ' ';
        return inBounds && isWhole
                ? new StreamRequest(Kind.STREAM, wire, count, (int) size, rate, hold, 0, "")
                : plain(Kind.BAD);
    }

    private static StreamRequest parseSubscription(byte[] head, int length) {
        String[] path = pathFrom(GET_TOPIC.length, head, length).split("/", -1);
        Wire wire = path.length != 2
                ? null
                : switch (path[1]) {
                    case "stream" -> Wire.NDJSON;
                    case "sse" -> Wire.SSE;
                    case "ws" -> Wire.WEBSOCKET;
                    default -> null;
                };
        return wire == null
                ? plain(Kind.NOT_FOUND)
                : new StreamRequest(Kind.SUBSCRIBE, wire, 0, TickEncoder.SIZE_MIN, 0, true, 0, path[0]);
    }

    /// What is posted to a topic is published; any other POST is answered with a one-event stream once its body
    /// has come, whatever is in it.
    private static StreamRequest parsePost(byte[] head, int length) {
        Optional<String> contentLength = header(head, length, "content-length:");
        if (contentLength.isEmpty() || !contentLength.get().matches("\\d{1,7}")) {
            return plain(Kind.BAD);
        }
        int bodyBytes = Integer.parseInt(contentLength.get());
        if (!startsWith(head, length, POST_TOPIC)) {
            return oneEvent(bodyBytes);
        }
        String topic = pathFrom(POST_TOPIC.length, head, length);
        return new StreamRequest(Kind.PUBLISH, Wire.NDJSON, 0, TickEncoder.SIZE_MIN, 0, false, bodyBytes, topic);
    }

    private static StreamRequest plain(Kind kind) {
        return new StreamRequest(kind, Wire.NDJSON, 0, TickEncoder.SIZE_MIN, 0, false, 0, "");
    }

    private static String pathFrom(int from, byte[] head, int length) {
        int end = from;
        while (end < length && head[end] != ' ' && head[end] != '?') {
            end++;
        }
        return new String(head, from, end - from, ISO_8859_1);
    }

    private static int skipPast(byte[] head, int length, char wanted, int from) {
        int i = from;
        while (i < length && head[i] != wanted) {
            i++;
        }
        return i + 1;
    }

    private static boolean startsWith(byte[] head, int length, byte[] prefix) {
        if (length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (head[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
