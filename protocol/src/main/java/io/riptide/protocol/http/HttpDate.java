package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The `Date` line of an answer, made anew once a second and thread.
///
/// - **Source:** RFC 9110, 5.6.7 and 6.6.1.
final class HttpDate {
    /// `Date: Sun, 06 Nov 1994 08:49:37 GMT` and CRLF.
    static final int LINE_BYTES = 37;

    private static final DateTimeFormatter FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final FastThreadLocal<HttpDate> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected HttpDate initialValue() {
            return new HttpDate();
        }
    };

    private long second = -1;
    private byte[] line = {};

    private HttpDate() {}

    /// Appends the line for `nowMs`, milliseconds since the epoch.
    static void write(ByteBuf out, long nowMs) {
        HttpDate date = OF_THREAD.get();
        long second = Math.floorDiv(nowMs, 1000L);
        if (second != date.second) {
            String text = "Date: " + FIXDATE.format(Instant.ofEpochSecond(second)) + "\r\n";
            date.line = text.getBytes(StandardCharsets.US_ASCII);
            date.second = second;
            assert date.line.length == LINE_BYTES : text;
        }
        out.writeBytes(date.line);
    }
}
