package io.riptide.server.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Cuts bytes into lines, each handed out as soon as its end has arrived.
///
/// - **Bounds:** a line of [#LINE_BYTES_MAX]; what lies in the stream stays there until asked for.
/// - **Failure:** [IOException] for a longer line. A last line without an end is no line: it was cut.
final class LineReader {
    /// The largest event a server can be configured to send, and its framing.
    static final int LINE_BYTES_MAX = (64 << 20) + 1_024;

    private final InputStream in;
    private final byte[] buffer = new byte[16 << 10];
    private int index;
    private int length;

    /// Takes the stream, which whoever made it closes.
    LineReader(InputStream in) {
        this.in = in;
    }

    /// The next line without its end (LF or CRLF), or nothing at the end of the stream.
    Optional<String> next() throws IOException {
        var line = new ByteArrayOutputStream(256);
        while (true) {
            if (index == length) {
                index = 0;
                length = Math.max(0, in.read(buffer));
                if (length == 0) {
                    return Optional.empty();
                }
            }
            int end = index;
            while (end < length && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, index, end - index);
            if (line.size() > LINE_BYTES_MAX) {
                throw new IOException("a line is longer than " + LINE_BYTES_MAX + " bytes");
            }
            index = end;
            if (end < length) {
                index++;
                String text = line.toString(StandardCharsets.UTF_8);
                return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            }
        }
    }
}
