package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.riptide.protocol.AnyThread;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes the head of an answer straight into a buffer: status lines and common names are encoded beforehand.
///
/// 1. [#begin] writes the status line and `Date`; [#beginInterim] leaves the latter out.
/// 2. [#field] writes a field line, any number of times.
/// 3. [#end] writes the empty line.
///
/// - **Threading:** stateless; the date is remembered for each thread.
/// - **Ownership:** borrows `out`, which grows where it must.
/// - **Failure:** [IllegalArgumentException] for a name that is no token or a value with a control octet, since
///   either could make one answer two; `out` then holds part of a head.
/// - **Source:** RFC 9112, 4 and 5; RFC 9110, 5.5, 6.6.1 and 15.
@AnyThread
public final class ResponseHead {
    /// Name of a field, encoded beforehand.
    public static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");

    /// Name of a field, encoded beforehand.
    public static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");

    /// Name of a field, encoded beforehand.
    public static final AsciiString CONNECTION = AsciiString.cached("Connection");

    /// Name of a field, encoded beforehand.
    public static final AsciiString TRANSFER_ENCODING = AsciiString.cached("Transfer-Encoding");

    private static final int STATUS_MIN = 100;
    private static final int STATUS_MAX = 599;
    private static final short CRLF = '\r' << 8 | '\n';
    private static final short COLON_SPACE = ':' << 8 | ' ';
    private static final byte[][] STATUS_LINES = new byte[STATUS_MAX - STATUS_MIN + 1][];

    static {
        for (int status = STATUS_MIN; status <= STATUS_MAX; status++) {
            @Nullable String reason = reason(status);
            String line = "HTTP/1.1 " + status + ' ' + (reason == null ? "" : reason) + "\r\n";
            STATUS_LINES[status - STATUS_MIN] = line.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private ResponseHead() {}

    /// Writes the status line and the date.
    public static void begin(ByteBuf out, int status) {
        beginInterim(out, status);
        HttpDate.write(out, System.currentTimeMillis());
    }

    /// Writes the status line of a 1xx answer, which needs no date.
    public static void beginInterim(ByteBuf out, int status) {
        if (status < STATUS_MIN || status > STATUS_MAX) {
            throw new IllegalArgumentException("status=" + status);
        }
        out.writeBytes(STATUS_LINES[status - STATUS_MIN]);
    }

    /// Writes a field line; a name encoded beforehand is trusted, and copied as it is.
    public static void field(ByteBuf out, CharSequence name, CharSequence value) {
        writeName(out, name);
        for (int i = 0; i < value.length(); i++) {
            char octet = value.charAt(i);
            if (octet > 0xff || !OctetClass.isFieldValue((byte) octet)) {
                throw new IllegalArgumentException(
                        "value of " + name + " has an octet it may not have: " + (int) octet);
            }
            out.writeByte(octet);
        }
        out.writeShort(CRLF);
    }

    /// Writes a field line with a decimal number that is not negative.
    public static void field(ByteBuf out, CharSequence name, long value) {
        assert value >= 0 : value;
        writeName(out, name);
        long power = 1;
        while (value / power >= 10) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            out.writeByte((int) ('0' + value / power % 10));
        }
        out.writeShort(CRLF);
    }

    /// Writes the empty line that ends a head.
    public static void end(ByteBuf out) {
        out.writeShort(CRLF);
    }

    /// Whether an answer with this status never has content.
    public static boolean isBodiless(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    private static void writeName(ByteBuf out, CharSequence name) {
        if (name instanceof AsciiString encoded) {
            out.writeBytes(encoded.array(), encoded.arrayOffset(), encoded.length());
        } else {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a field name is a token, not empty");
            }
            for (int i = 0; i < name.length(); i++) {
                char octet = name.charAt(i);
                if (octet > 0x7f || !OctetClass.isToken((byte) octet)) {
                    throw new IllegalArgumentException("a field name is a token: " + name);
                }
                out.writeByte(octet);
            }
        }
        out.writeShort(COLON_SPACE);
    }

    private static @Nullable String reason(int status) {
        return switch (status) {
            case 100 -> "Continue";
            case 101 -> "Switching Protocols";
            case 102 -> "Processing";
            case 103 -> "Early Hints";
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 426 -> "Upgrade Required";
            case 428 -> "Precondition Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> null;
        };
    }
}
