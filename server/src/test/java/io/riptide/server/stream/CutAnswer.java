package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// An answer that is read up to some byte, and the events that were whole by then.
///
/// It knows only as much of the transports as it takes to find whole events: chunks, lines, fields and unmasked
/// text frames.
final class CutAnswer {
    private static final int HEAD_LENGTH = 150;
    private static final int LENGTH_MAX = 6_000;
    private static final int TEXT_FRAME = 0x81;
    private static final int LENGTH_IN_TWO_BYTES = 126;

    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final Transport transport;

    /// The last four bytes.
    private int tail;

    /// Where the content begins; 0 before the head is whole.
    private int contentStart;

    /// Where the frame that is being read begins.
    private int frameStart;

    /// Bytes of the frame that is being read, as far as its header says.
    private int frameLength;

    /// How a client gets its events.
    enum Transport {
        LINES,
        EVENTS,
        FRAMES
    }

    /// Where an answer is cut.
    enum Place {
        /// At whatever byte.
        ANYWHERE,
        /// Before the answer's head is whole.
        IN_HEAD,
        /// Behind the first byte of a character of several.
        IN_CHARACTER,
        /// Between the bytes of a WebSocket frame's header.
        IN_FRAME_HEADER
    }

    CutAnswer(Transport transport) {
        this.transport = transport;
    }

    /// Reads up to a place of this kind; false when the answer ends before.
    boolean readUpTo(RawHttp client, Place place, Random random) throws IOException {
        int lengthMin = random.nextInt(place == Place.IN_HEAD ? HEAD_LENGTH : LENGTH_MAX);
        int ofHeader = 1 + random.nextInt(3);
        while (read.size() < lengthMin || !isAt(place, ofHeader)) {
            int next = client.next();
            if (next < 0) {
                return false;
            }
            take(next);
        }
        return true;
    }

    private void take(int next) {
        read.write(next);
        tail = tail << 8 | next;
        if (contentStart == 0) {
            contentStart = tail == 0x0d0a0d0a ? read.size() : 0;
            frameStart = contentStart;
            return;
        }
        int ofFrame = read.size() - frameStart;
        if (ofFrame == 2) {
            frameLength = 2 + (next < LENGTH_IN_TWO_BYTES ? next : 2);
        } else if (ofFrame == 4 && (tail >> 16 & 0x7f) == LENGTH_IN_TWO_BYTES) {
            frameLength = 4 + (tail & 0xffff);
        }
        if (ofFrame >= 2 && ofFrame == frameLength) {
            frameStart = read.size();
        }
    }

    private boolean isAt(Place place, int ofHeader) {
        return switch (place) {
            case ANYWHERE, IN_HEAD -> true;
            case IN_CHARACTER -> contentStart > 0 && (tail & 0xe0) == 0xc0;
            case IN_FRAME_HEADER -> contentStart > 0 && read.size() - frameStart == ofHeader;
        };
    }

    /// The events that are whole, each as it was sent.
    List<String> events() {
        if (contentStart == 0) {
            return List.of();
        }
        byte[] all = read.toByteArray();
        String head = new String(all, 0, contentStart, ISO_8859_1);
        assertThat(head).startsWith(transport == Transport.FRAMES ? "HTTP/1.1 101 " : "HTTP/1.1 200 ");
        return switch (transport) {
            case LINES -> wholeParts(dechunked(all), "\n");
            case EVENTS ->
                wholeParts(dechunked(all), "\n\n").stream().map(CutAnswer::data).toList();
            case FRAMES -> frames(all);
        };
    }

    /// The content of all chunks, a character a byte, and of the last as much as there is.
    private String dechunked(byte[] all) {
        String content = new String(all, contentStart, all.length - contentStart, ISO_8859_1);
        StringBuilder data = new StringBuilder();
        int start = 0;
        for (int end = content.indexOf("\r\n"); end >= 0; end = content.indexOf("\r\n", start)) {
            int length = Integer.parseInt(content.substring(start, end), 16);
            int dataStart = end + 2;
            data.append(content, dataStart, Math.min(dataStart + length, content.length()));
            start = dataStart + length + 2;
        }
        return data.toString();
    }

    private static List<String> wholeParts(String content, String end) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = content.indexOf(end); at >= 0; at = content.indexOf(end, start)) {
            parts.add(new String(content.substring(start, at).getBytes(ISO_8859_1), UTF_8));
            start = at + end.length();
        }
        return parts;
    }

    /// The object in a server-sent event whose id is the object's.
    private static String data(String event) {
        String data = "";
        String id = "";
        for (String line : event.lines().toList()) {
            data = line.startsWith("data: ") ? line.substring("data: ".length()) : data;
            id = line.startsWith("id: ") ? line.substring("id: ".length()) : id;
        }
        assertThat(data).contains("\"id\":\"" + id + '"');
        return data;
    }

    private List<String> frames(byte[] all) {
        List<String> frames = new ArrayList<>();
        int start = contentStart;
        while (start < frameStart) {
            assertThat(all[start] & 0xff).as("one whole text message").isEqualTo(TEXT_FRAME);
            int length = all[start + 1];
            int headerLength = 2;
            if (length == LENGTH_IN_TWO_BYTES) {
                length = (all[start + 2] & 0xff) << 8 | (all[start + 3] & 0xff);
                headerLength = 4;
            }
            frames.add(new String(all, start + headerLength, length, UTF_8));
            start += headerLength + length;
        }
        return frames;
    }
}
