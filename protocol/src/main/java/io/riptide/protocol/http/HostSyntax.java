package io.riptide.protocol.http;

import io.netty.util.NetUtil;
import io.riptide.protocol.HttpProtocolException;
import java.nio.charset.StandardCharsets;

/// Grammar of `uri-host [ ":" port ]`, as `Host` and the absolute form have it.
///
/// A host may not be empty, since the `http` and `https` schemes forbid that; no user information; a port is at
/// most 65535 or, as the grammar allows, empty.
///
/// - **Failure:** [HttpProtocolException] with 400.
/// - **Source:** RFC 9110, 4.2.1, 4.2.4 and 7.2; RFC 3986, 3.2.2 and 3.2.3.
final class HostSyntax {
    private static final int PORT_MAX = 65535;

    private HostSyntax() {}

    static void requireHost(byte[] bytes, int start, int end) throws HttpProtocolException {
        int hostEnd = hostEnd(bytes, start, end);
        if (hostEnd == start) {
            throw new HttpProtocolException(400, "the host of an http URI is not empty");
        }
        if (hostEnd < end) {
            requirePort(bytes, hostEnd, end);
        }
    }

    /// The authority form, whose port may not be left out.
    static void requireHostAndPort(byte[] bytes, int start, int end) throws HttpProtocolException {
        requireHost(bytes, start, end);
        int hostEnd = hostEnd(bytes, start, end);
        if (end - hostEnd < 2) {
            throw new HttpProtocolException(400, "the authority form has a host and a port");
        }
    }

    static boolean isPercentEncoded(byte[] bytes, int i, int end) {
        return bytes[i] == '%'
                && i + 2 < end
                && OctetClass.hexValue(bytes[i + 1]) >= 0
                && OctetClass.hexValue(bytes[i + 2]) >= 0;
    }

    private static int hostEnd(byte[] bytes, int start, int end) throws HttpProtocolException {
        if (start < end && bytes[start] == '[') {
            return ipLiteralEnd(bytes, start, end);
        }
        int i = start;
        while (i < end && bytes[i] != ':') {
            if (OctetClass.isRegName(bytes[i])) {
                i++;
            } else if (isPercentEncoded(bytes, i, end)) {
                i += 3;
            } else {
                throw new HttpProtocolException(400, "a host is a name or an address, with a port at most");
            }
        }
        return i;
    }

    private static int ipLiteralEnd(byte[] bytes, int start, int end) throws HttpProtocolException {
        int close = start + 1;
        while (close < end && bytes[close] != ']') {
            close++;
        }
        if (close == end || !isAddress(bytes, start + 1, close)) {
            throw new HttpProtocolException(400, "an IP literal is an IPv6 address in brackets");
        }
        return close + 1;
    }

    private static boolean isAddress(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (OctetClass.hexValue(bytes[i]) < 0 && bytes[i] != ':' && bytes[i] != '.') {
                return false;
            }
        }
        return NetUtil.isValidIpV6Address(new String(bytes, start, end - start, StandardCharsets.US_ASCII));
    }

    /// `[start, end)` begins where the host ended.
    private static void requirePort(byte[] bytes, int start, int end) throws HttpProtocolException {
        int port = 0;
        boolean isValid = bytes[start] == ':';
        for (int i = start + 1; i < end && isValid; i++) {
            port = port * 10 + bytes[i] - '0';
            isValid = OctetClass.isDigit(bytes[i]) && port <= PORT_MAX;
        }
        if (!isValid) {
            throw new HttpProtocolException(400, "a port is a decimal number of at most 65535");
        }
    }
}
