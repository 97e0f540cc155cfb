package io.riptide.protocol.http;

import io.riptide.protocol.AnyThread;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The head of one request: its bytes once, and where the parts lie. Strings are made when they are asked for.
///
/// ```
/// bytes   GET /crawl?url=… HTTP/1.1⏎Host: example.org⏎Accept: */*⏎⏎
/// fields  name start, name end, value start, value end; four numbers a field line
/// ```
///
/// Nothing is decoded: target, path and query keep their percent-encoding, a field value is its octets as ISO
/// 8859-1.
///
/// - **Threading:** immutable, but for the strings it remembers, which any thread would make alike.
/// - **Bounds:** as [HttpLimits] says; looking up a field takes time linear in their number.
/// - **Source:** RFC 9112, 3 and 5; RFC 9110, 5.
@AnyThread
public final class RequestHead {
    static final int INTS_PER_FIELD = 4;

    private final byte[] bytes;
    private final int[] fields;
    private final int fieldCount;
    private final String method;
    private final RequestTarget target;
    private final int targetStart;
    private final int targetEnd;
    private final int versionMinor;
    private @Nullable String path;

    RequestHead(
            byte[] bytes,
            int[] fields,
            int fieldCount,
            String method,
            RequestTarget target,
            int targetStart,
            int targetEnd,
            int versionMinor) {
        assert fields.length >= fieldCount * INTS_PER_FIELD : fieldCount;
        this.bytes = bytes;
        this.fields = fields;
        this.fieldCount = fieldCount;
        this.method = method;
        this.target = target;
        this.targetStart = targetStart;
        this.targetEnd = targetEnd;
        this.versionMinor = versionMinor;
    }

    /// The method, which is case-sensitive.
    public String method() {
        return method;
    }

    /// Whether only the head of the answer may be sent.
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /// The request target as it came.
    public String target() {
        return text(targetStart, targetEnd);
    }

    /// The path, percent-encoding untouched: begins with a slash, or is `*` for `OPTIONS` of the whole server.
    public String path() {
        @Nullable String made = path;
        if (made == null) {
            made = makePath();
            path = made;
        }
        return made;
    }

    private String makePath() {
        if (target.pathStart() < target.pathEnd()) {
            return text(target.pathStart(), target.pathEnd());
        }
        boolean isServerWide = target.queryStart() < 0 && method.equals("OPTIONS");
        return isServerWide ? "*" : "/";
    }

    /// The query without its question mark, percent-encoding untouched; empty if there was no question mark.
    public Optional<String> query() {
        return target.queryStart() < 0 ? Optional.empty() : Optional.of(text(target.queryStart(), target.queryEnd()));
    }

    /// Host and port the request is meant for: of an absolute target, else of `Host`; empty only in HTTP/1.0.
    public Optional<String> authority() {
        return target.authorityStart() < 0
                ? header("host")
                : Optional.of(text(target.authorityStart(), target.authorityEnd()));
    }

    /// 0 for HTTP/1.0; 1 for HTTP/1.1 and the later minors, which are processed as HTTP/1.1.
    public int versionMinor() {
        return versionMinor;
    }

    /// Whether the client expects the connection to serve another request.
    public boolean keepAlive() {
        return !connectionHas("close") && (versionMinor > 0 || connectionHas("keep-alive"));
    }

    /// Whether `Connection` lists this option, in any case.
    public boolean connectionHas(String token) {
        return headerHas("connection", token);
    }

    /// The value of the field with this name, in any case; lines of the same name are joined by a comma.
    public Optional<String> header(String name) {
        @Nullable String value = null;
        for (int i = nextField(name, 0); i < fieldCount; i = nextField(name, i + 1)) {
            value = value == null ? fieldValue(i) : value + ", " + fieldValue(i);
        }
        return Optional.ofNullable(value);
    }

    /// How many lines have this name, in any case.
    public int headerLines(String name) {
        int lines = 0;
        for (int i = nextField(name, 0); i < fieldCount; i = nextField(name, i + 1)) {
            lines++;
        }
        return lines;
    }

    /// The elements of a field whose value is a list, of all its lines in order, without the empty ones.
    public List<String> headerList(String name) {
        List<String> elements = new ArrayList<>();
        for (int i = nextField(name, 0); i < fieldCount; i = nextField(name, i + 1)) {
            FieldList list = new FieldList(bytes, valueStart(i), valueEnd(i));
            while (list.next()) {
                elements.add(text(list.start(), list.end()));
            }
        }
        return elements;
    }

    /// Whether a field whose value is a list has this element, in any case.
    public boolean headerHas(String name, String element) {
        for (int i = nextField(name, 0); i < fieldCount; i = nextField(name, i + 1)) {
            FieldList list = new FieldList(bytes, valueStart(i), valueEnd(i));
            while (list.next()) {
                if (OctetClass.equalsIgnoreCase(bytes, list.start(), list.end(), element)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// How many field lines there are.
    public int fieldCount() {
        return fieldCount;
    }

    /// Name of field line `i`, as it came.
    public String fieldName(int i) {
        assert i >= 0 && i < fieldCount : i;
        return text(fields[i * INTS_PER_FIELD], fields[i * INTS_PER_FIELD + 1]);
    }

    /// Value of field line `i` without the whitespace around it.
    public String fieldValue(int i) {
        assert i >= 0 && i < fieldCount : i;
        return text(valueStart(i), valueEnd(i));
    }

    /// Index of the first line from `from` with that name, or [#fieldCount].
    int nextField(String name, int from) {
        int i = from;
        while (i < fieldCount
                && !OctetClass.equalsIgnoreCase(
                        bytes, fields[i * INTS_PER_FIELD], fields[i * INTS_PER_FIELD + 1], name)) {
            i++;
        }
        return i;
    }

    int valueStart(int i) {
        return fields[i * INTS_PER_FIELD + 2];
    }

    int valueEnd(int i) {
        return fields[i * INTS_PER_FIELD + 3];
    }

    byte[] bytes() {
        return bytes;
    }

    /// Request line, for logs and failures.
    @Override
    public String toString() {
        return method + ' ' + target() + " HTTP/1." + versionMinor;
    }

    private String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
