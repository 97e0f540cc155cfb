package io.riptide.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.config.LogConfig.Format;
import io.riptide.server.event.WireTime;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/// Writes log lines as bytes, in the very form in which Logback's encoders write them here, without an object a
/// line: an answer costs tens of microseconds otherwise, and there are as many of these lines as answers.
///
/// - **Threading:** one thread.
/// - **Bounds:** a field is cut at [#VALUE_LENGTH_MAX] characters; the buffer grows to what the longest line
///   needed.
final class LineWriter {
    static final int VALUE_LENGTH_MAX = 8 * 1024;

    private static final int LENGTH = 1024;
    private static final int BYTES_PER_CHAR_MAX = 6;
    private static final int NUMBER_LENGTH_MAX = 20;
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);
    private static final byte[] LINE_END = System.lineSeparator().getBytes(UTF_8);

    private final String thread = Thread.currentThread().getName();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);
    private Format format = Format.TEXT;
    private int length;
    private boolean isFirst;

    /// Begins a line at INFO of the logger with this name, and with this message in a text line.
    void begin(Format wanted, String logger, String message, long nowMs) {
        format = wanted;
        length = 0;
        isFirst = true;
        switch (wanted) {
            case TEXT -> {
                ascii(WireTime.of(nowMs));
                ascii(" INFO  [");
                ascii(thread);
                ascii("] ");
                ascii(logger.substring(logger.lastIndexOf('.') + 1));
                ascii(" - ");
                ascii(message);
            }
            case JSON -> {
                ascii("{\"timestamp\":");
                number(nowMs);
                ascii(",\"level\":\"INFO\",\"threadName\":\"");
                escaped(thread);
                ascii("\",\"loggerName\":\"");
                ascii(logger);
                ascii("\",\"mdc\": {},\"kvpList\": [");
            }
        }
    }

    /// Adds a field; what looks like a secret in its value is taken out.
    void field(String name, String value) {
        String cut = value.length() > VALUE_LENGTH_MAX ? value.substring(0, VALUE_LENGTH_MAX) + "…" : value;
        String redacted = Redaction.redact(cut);
        openField(name);
        escaped(redacted);
        closeField();
    }

    /// Adds a field.
    void field(String name, long value) {
        openField(name);
        number(value);
        closeField();
    }

    /// Ends the line and returns its length; it stands at the beginning of [#buffer].
    int end(String message) {
        if (format == Format.JSON) {
            ascii("],\"formattedMessage\":\"");
            ascii(message);
            ascii("\",\"throwable\":null}");
            raw((byte) '\n');
        } else {
            room(LINE_END.length);
            buffer.putBytes(length, LINE_END);
            length += LINE_END.length;
        }
        return length;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    private void openField(String name) {
        if (format == Format.JSON) {
            ascii(isFirst ? "{\"" : ",{\"");
            ascii(name);
            ascii("\":\"");
        } else {
            raw((byte) ' ');
            ascii(name);
            ascii("=\"");
        }
        isFirst = false;
    }

    private void closeField() {
        raw((byte) '"');
        if (format == Format.JSON) {
            raw((byte) '}');
        }
    }

    private void number(long value) {
        room(NUMBER_LENGTH_MAX);
        length += buffer.putLongAscii(length, value);
    }

    private void ascii(String text) {
        room(text.length());
        length += buffer.putStringWithoutLengthAscii(length, text);
    }

    /// Text from outside: no byte of it ends the line or, in JSON, the string.
    private void escaped(String text) {
        room(text.length() * BYTES_PER_CHAR_MAX);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += utf8(text, i);
            } else if (c >= 0x20 && (format == Format.TEXT || (c != '"' && c != '\\'))) {
                raw((byte) c);
            } else if (format == Format.TEXT) {
                control(c, i > 0 && isLineEnd(text.charAt(i - 1)));
            } else if (c >= 0x20) {
                raw((byte) '\\');
                raw((byte) c);
            } else {
                ascii("\\u00");
                raw(HEX[c >>> 4]);
                raw(HEX[c & 15]);
            }
        }
    }

    /// For people: line ends become one blank together, what a terminal would obey one each.
    private void control(char c, boolean isBehindLineEnd) {
        if (c == '\t') {
            raw((byte) c);
        } else if (!isLineEnd(c) || !isBehindLineEnd) {
            raw((byte) ' ');
        }
    }

    private static boolean isLineEnd(char c) {
        return c == '\r' || c == '\n';
    }

    /// Writes the character at `index`, which is not ASCII, and returns how many chars it has beside the first;
    /// a lone half of one becomes a question mark.
    private int utf8(String text, int index) {
        int end = text.offsetByCodePoints(index, 1);
        byte[] bytes = text.substring(index, end).getBytes(UTF_8);
        room(bytes.length);
        buffer.putBytes(length, bytes);
        length += bytes.length;
        return end - index - 1;
    }

    private void raw(byte b) {
        room(1);
        buffer.putByte(length++, b);
    }

    private void room(int bytes) {
        int needed = length + bytes;
        if (needed > buffer.capacity()) {
            byte[] longer = Arrays.copyOf(buffer.byteArray(), Math.max(needed, 2 * buffer.capacity()));
            buffer.wrap(longer);
        }
    }
}
