package io.riptide.protocol.http;

import io.riptide.protocol.HttpProtocolException;

/// Where the parts of a request target lie in the bytes of its head; all indices, nothing copied.
///
/// An octet outside the grammar of a URI is refused also where browsers are lax, for a reader further down the
/// line may read it otherwise than we do.
///
/// - **Failure:** [HttpProtocolException] with 400, 421 for `https` on a connection without TLS, or 501 for
///   `CONNECT`.
/// - **Source:** RFC 9112, 3.2; RFC 9110, 4.2.1, 4.2.4 and 7.4; RFC 3986, appendix A.
///
/// @param authorityStart index of the authority in absolute form, else -1
/// @param authorityEnd its end
/// @param pathStart index of the path, which is empty only when an absolute form ends after its authority
/// @param pathEnd its end
/// @param queryStart index after the question mark, or -1 without a query
/// @param queryEnd its end
record RequestTarget(int authorityStart, int authorityEnd, int pathStart, int pathEnd, int queryStart, int queryEnd) {
    private static final int NONE = -1;
    private static final byte[] HTTP = {'h', 't', 't', 'p'};

    /// Reads `[start, end)` of `bytes` as the target of a request with that method.
    static RequestTarget parse(byte[] bytes, int start, int end, String method, boolean secure)
            throws HttpProtocolException {
        if (start == end) {
            throw new HttpProtocolException(400, "a request line has a request target");
        }
        if (method.equals("CONNECT")) {
            HostSyntax.requireHostAndPort(bytes, start, end);
            throw new HttpProtocolException(501, "CONNECT is not implemented: this is no proxy");
        }
        if (bytes[start] == '/') {
            return withPath(bytes, NONE, NONE, start, end);
        }
        if (bytes[start] == '*' && end - start == 1) {
            if (!method.equals("OPTIONS")) {
                throw new HttpProtocolException(400, "the asterisk form is only for OPTIONS");
            }
            return new RequestTarget(NONE, NONE, start, end, NONE, NONE);
        }
        return absoluteForm(bytes, start, end, secure);
    }

    private static RequestTarget absoluteForm(byte[] bytes, int start, int end, boolean secure)
            throws HttpProtocolException {
        int schemeEnd = start;
        while (schemeEnd < end
                && schemeEnd - start < HTTP.length
                && OctetClass.lower(bytes[schemeEnd]) == HTTP[schemeEnd - start]) {
            schemeEnd++;
        }
        boolean isHttps = schemeEnd < end && OctetClass.lower(bytes[schemeEnd]) == 's';
        int authorityStart = schemeEnd + (isHttps ? 4 : 3);
        if (schemeEnd - start != HTTP.length
                || authorityStart > end
                || bytes[authorityStart - 3] != ':'
                || bytes[authorityStart - 2] != '/'
                || bytes[authorityStart - 1] != '/') {
            throw new HttpProtocolException(400, "a request target is in origin, absolute or asterisk form");
        }
        int authorityEnd = authorityStart;
        while (authorityEnd < end && bytes[authorityEnd] != '/' && bytes[authorityEnd] != '?') {
            authorityEnd++;
        }
        HostSyntax.requireHost(bytes, authorityStart, authorityEnd);
        if (isHttps && !secure) {
            throw new HttpProtocolException(421, "an https resource is only served over TLS");
        }
        return withPath(bytes, authorityStart, authorityEnd, authorityEnd, end);
    }

    private static RequestTarget withPath(byte[] bytes, int authorityStart, int authorityEnd, int start, int end)
            throws HttpProtocolException {
        int pathEnd = start;
        while (pathEnd < end && bytes[pathEnd] != '?') {
            pathEnd = afterOctet(bytes, pathEnd, end, OctetClass.isPath(bytes[pathEnd]));
        }
        if (pathEnd == end) {
            return new RequestTarget(authorityStart, authorityEnd, start, pathEnd, NONE, NONE);
        }
        int i = pathEnd + 1;
        while (i < end) {
            i = afterOctet(bytes, i, end, OctetClass.isQuery(bytes[i]));
        }
        return new RequestTarget(authorityStart, authorityEnd, start, pathEnd, pathEnd + 1, end);
    }

    /// Index after the octet or percent-encoded triplet at `i`.
    private static int afterOctet(byte[] bytes, int i, int end, boolean isAllowed) throws HttpProtocolException {
        if (isAllowed) {
            return i + 1;
        }
        if (HostSyntax.isPercentEncoded(bytes, i, end)) {
            return i + 3;
        }
        throw new HttpProtocolException(400, "a request target holds only octets of a URI, others percent-encoded");
    }
}
