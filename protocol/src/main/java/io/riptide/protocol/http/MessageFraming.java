package io.riptide.protocol.http;

import io.riptide.protocol.HttpProtocolException;

/// How long a request is, decided from its fields; where readers disagree about that, requests can be smuggled.
///
/// So every doubt is a refusal, also where the specification would let us guess: `Content-Length` beside
/// `Transfer-Encoding`, one length said twice, or an empty element in the list of codings.
///
/// - **Failure:** [HttpProtocolException] with 400, 413, 417 or 501.
/// - **Source:** RFC 9112, 3.2, 6.1, 6.2 and 6.3; RFC 9110, 8.6 and 10.1.1.
final class MessageFraming {
    /// Content in chunks, of a length nobody knows yet.
    static final long CHUNKED = -1;

    private MessageFraming() {}

    /// Length of the content, 0 without any, or [#CHUNKED].
    static long contentLength(RequestHead head, long bodyBytesMax) throws HttpProtocolException {
        requireOneHost(head);
        boolean isChunked = isChunked(head);
        long length = isChunked ? CHUNKED : declaredLength(head);
        requireKnownExpectation(head);
        if (length > bodyBytesMax) {
            throw new HttpProtocolException(413, "content has at most " + bodyBytesMax + " bytes");
        }
        return length;
    }

    /// Whether the client waits for a 100 before it sends content.
    static boolean expectsContinue(RequestHead head) {
        return head.versionMinor() > 0 && head.headerHas("expect", "100-continue");
    }

    private static void requireOneHost(RequestHead head) throws HttpProtocolException {
        int line = head.nextField("host", 0);
        if (line == head.fieldCount()) {
            if (head.versionMinor() > 0) {
                throw new HttpProtocolException(400, "a request of HTTP/1.1 has a Host field");
            }
            return;
        }
        if (head.nextField("host", line + 1) < head.fieldCount()) {
            throw new HttpProtocolException(400, "a request has one Host field line at most");
        }
        HostSyntax.requireHost(head.bytes(), head.valueStart(line), head.valueEnd(line));
    }

    private static boolean isChunked(RequestHead head) throws HttpProtocolException {
        int line = head.nextField("transfer-encoding", 0);
        if (line == head.fieldCount()) {
            return false;
        }
        if (head.versionMinor() == 0) {
            throw new HttpProtocolException(400, "Transfer-Encoding in HTTP/1.0 is faulty framing");
        }
        if (head.headerLines("content-length") > 0) {
            throw new HttpProtocolException(400, "Content-Length beside Transfer-Encoding is faulty framing");
        }
        boolean isFinalChunked = false;
        boolean isOtherCoding = false;
        byte[] bytes = head.bytes();
        for (; line < head.fieldCount(); line = head.nextField("transfer-encoding", line + 1)) {
            requireNoEmptyElement(bytes, head.valueStart(line), head.valueEnd(line));
            FieldList codings = new FieldList(bytes, head.valueStart(line), head.valueEnd(line));
            while (codings.next()) {
                if (isFinalChunked) {
                    throw new HttpProtocolException(400, "chunked is the final transfer coding, and applied once");
                }
                isFinalChunked = OctetClass.equalsIgnoreCase(bytes, codings.start(), codings.end(), "chunked");
                isOtherCoding |= !isFinalChunked;
            }
        }
        if (!isFinalChunked) {
            throw new HttpProtocolException(400, "chunked is the final transfer coding of a request");
        }
        if (isOtherCoding) {
            throw new HttpProtocolException(501, "no transfer coding but chunked is implemented");
        }
        return true;
    }

    /// A list may have empty elements, but readers are known that then see another coding, or none.
    private static void requireNoEmptyElement(byte[] bytes, int start, int end) throws HttpProtocolException {
        boolean isElementEmpty = true;
        for (int i = start; i < end; i++) {
            if (bytes[i] == ',') {
                if (isElementEmpty) {
                    break;
                }
                isElementEmpty = true;
            } else if (!OctetClass.isWhitespace(bytes[i])) {
                isElementEmpty = false;
            }
        }
        if (isElementEmpty) {
            throw new HttpProtocolException(400, "Transfer-Encoding lists at least one coding, and no empty ones");
        }
    }

    private static long declaredLength(RequestHead head) throws HttpProtocolException {
        int line = head.nextField("content-length", 0);
        if (line == head.fieldCount()) {
            return 0;
        }
        if (head.nextField("content-length", line + 1) < head.fieldCount()) {
            throw new HttpProtocolException(400, "a request has one Content-Length field line at most");
        }
        int start = head.valueStart(line);
        int end = head.valueEnd(line);
        long length = 0;
        for (int i = start; i < end; i++) {
            byte digit = head.bytes()[i];
            if (!OctetClass.isDigit(digit)) {
                throw new HttpProtocolException(400, "Content-Length is a decimal number");
            }
            boolean overflows = length > (Long.MAX_VALUE - 9) / 10;
            length = overflows ? Long.MAX_VALUE : length * 10 + digit - '0';
        }
        if (start == end) {
            throw new HttpProtocolException(400, "Content-Length is a decimal number");
        }
        return length;
    }

    private static void requireKnownExpectation(RequestHead head) throws HttpProtocolException {
        if (head.versionMinor() == 0) {
            return;
        }
        for (String expectation : head.headerList("expect")) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                throw new HttpProtocolException(417, "no expectation but 100-continue is known");
            }
        }
    }
}
