package io.riptide.protocol.http;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.HttpProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes the lines of one head as they become complete, checks each against the grammar and remembers its
/// parts.
///
/// - **Ownership:** borrows the buffer of a line and moves its reader index past it.
/// - **Bounds:** the decoder limits lines and bytes; here the number of fields is limited.
/// - **Failure:** [HttpProtocolException]; what was read before it is still there for [#build].
/// - **Source:** RFC 9112, 3 and 5.
final class HeadBuilder {
    /// Longer than any method registered with IANA: `UPDATEREDIRECTREF` has 17 octets.
    static final int METHOD_BYTES_MAX = 32;

    private static final byte[] VERSION_PREFIX = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_BYTES = VERSION_PREFIX.length + 3;
    private static final int HEAD_BYTES_EXPECTED_MAX = 1024;
    private static final int FIELDS_EXPECTED = 10;
    private static final String[] KNOWN_METHODS = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"};

    private final int fieldsMax;
    private final boolean secure;
    private byte[] bytes;
    private int length;
    private int[] fields = new int[FIELDS_EXPECTED * RequestHead.INTS_PER_FIELD];
    private int fieldCount;
    private String method = "";
    private @Nullable RequestTarget target;
    private int targetStart;
    private int targetEnd;
    private int versionMinor;

    HeadBuilder(int fieldsMax, boolean secure, int bytesAtHand) {
        this.fieldsMax = fieldsMax;
        this.secure = secure;
        this.bytes = new byte[Math.min(bytesAtHand, HEAD_BYTES_EXPECTED_MAX)];
    }

    /// Takes the request line, whose last two of `lineBytes` are its line end.
    void requestLine(ByteBuf in, int lineBytes) throws HttpProtocolException {
        assert length == 0 : length;
        append(in, lineBytes);
        int end = length - 2;
        int methodEnd = tokenEnd(0, end);
        if (methodEnd > METHOD_BYTES_MAX) {
            throw new HttpProtocolException(501, "a method is longer than any this server implements");
        }
        if (methodEnd == 0 || methodEnd == end || bytes[methodEnd] != ' ') {
            throw new HttpProtocolException(400, "a request line begins with a method and one space");
        }
        method = methodName(methodEnd);
        targetStart = methodEnd + 1;
        targetEnd = targetStart;
        while (targetEnd < end && bytes[targetEnd] != ' ') {
            targetEnd++;
        }
        versionMinor = versionMinor(targetEnd + 1, end);
        target = RequestTarget.parse(bytes, targetStart, targetEnd, method, secure);
    }

    /// Takes a field line, whose last two of `lineBytes` are its line end.
    void field(ByteBuf in, int lineBytes) throws HttpProtocolException {
        int start = length;
        append(in, lineBytes);
        int end = length - 2;
        if (fieldCount == fieldsMax) {
            throw new HttpProtocolException(431, "a request has at most " + fieldsMax + " field lines");
        }
        if (OctetClass.isWhitespace(bytes[start])) {
            throw new HttpProtocolException(400, "no line folding, and no whitespace before the first field line");
        }
        int nameEnd = tokenEnd(start, end);
        if (nameEnd == start || nameEnd == end || bytes[nameEnd] != ':') {
            throw new HttpProtocolException(400, "a field line is a token, a colon right after it, and a value");
        }
        remember(start, nameEnd, end);
    }

    /// Whether the method is known, so that an answer can tell whether it may have content.
    boolean hasRequestLine() {
        return target != null;
    }

    String method() {
        return method;
    }

    /// What has been taken so far.
    RequestHead build() {
        RequestTarget parsed = requireNonNull(target, "no request line");
        return new RequestHead(bytes, fields, fieldCount, method, parsed, targetStart, targetEnd, versionMinor);
    }

    private void remember(int nameStart, int nameEnd, int lineEnd) throws HttpProtocolException {
        for (int i = nameEnd + 1; i < lineEnd; i++) {
            if (!OctetClass.isFieldValue(bytes[i])) {
                throw new HttpProtocolException(400, "a field value holds no control octets");
            }
        }
        int valueStart = nameEnd + 1;
        int valueEnd = lineEnd;
        while (valueStart < valueEnd && OctetClass.isWhitespace(bytes[valueStart])) {
            valueStart++;
        }
        while (valueStart < valueEnd && OctetClass.isWhitespace(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        int at = fieldCount * RequestHead.INTS_PER_FIELD;
        if (at == fields.length) {
            fields = Arrays.copyOf(fields, at * 2);
        }
        fields[at] = nameStart;
        fields[at + 1] = nameEnd;
        fields[at + 2] = valueStart;
        fields[at + 3] = valueEnd;
        fieldCount++;
    }

    /// The version is read before the target, so that a request of another protocol is told so.
    private int versionMinor(int start, int end) throws HttpProtocolException {
        boolean isVersion = end - start == VERSION_BYTES
                && Arrays.equals(bytes, start, start + VERSION_PREFIX.length, VERSION_PREFIX, 0, VERSION_PREFIX.length)
                && OctetClass.isDigit(bytes[end - 3])
                && bytes[end - 2] == '.'
                && OctetClass.isDigit(bytes[end - 1]);
        if (!isVersion) {
            throw new HttpProtocolException(400, "a request line ends with one space and HTTP/digit.digit");
        }
        if (bytes[end - 3] != '1') {
            throw new HttpProtocolException(505, "this server speaks HTTP/1.1 and HTTP/1.0 here");
        }
        return bytes[end - 1] == '0' ? 0 : 1;
    }

    private int tokenEnd(int start, int end) {
        int i = start;
        while (i < end && OctetClass.isToken(bytes[i])) {
            i++;
        }
        return i;
    }

    private String methodName(int end) {
        for (String known : KNOWN_METHODS) {
            if (known.length() == end && matches(known)) {
                return known;
            }
        }
        return new String(bytes, 0, end, StandardCharsets.US_ASCII);
    }

    private boolean matches(String known) {
        for (int i = 0; i < known.length(); i++) {
            if (bytes[i] != known.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void append(ByteBuf in, int lineBytes) {
        assert lineBytes >= 2 && in.readableBytes() >= lineBytes : lineBytes;
        if (bytes.length - length < lineBytes) {
            bytes = Arrays.copyOf(bytes, Math.max(length + lineBytes, bytes.length * 2));
        }
        in.readBytes(bytes, length, lineBytes);
        length += lineBytes;
    }
}
