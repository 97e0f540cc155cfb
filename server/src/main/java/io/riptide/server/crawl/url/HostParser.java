package io.riptide.server.crawl.url;

/// Text between the slashes to [Host].
///
/// - **Threading:** any thread.
/// - **Bounds:** linear, but for names that are not ASCII, which [DomainToAscii] bounds.
/// - **Source:** WHATWG URL, 3.5 "Host parsing".
final class HostParser {
    private static final String FORBIDDEN_IN_HOST = "\0\t\n\r #/:<>?@[\\]^|";

    private HostParser() {}

    static Host parse(String text, boolean isOpaque) throws InvalidUrlException {
        if (text.startsWith("[")) {
            if (!text.endsWith("]")) {
                throw new InvalidUrlException("IPv6 address is not closed");
            }
            return new Host.Ipv6(Ipv6Text.write(Ipv6Text.parse(text.substring(1, text.length() - 1))));
        }
        if (isOpaque) {
            return opaque(text);
        }
        String domain = DomainToAscii.convert(PercentEncodeSet.decodeUtf8(text));
        for (int i = 0; i < domain.length(); i++) {
            if (isForbiddenInDomain(domain.charAt(i))) {
                throw new InvalidUrlException("host holds a forbidden character");
            }
        }
        if (Ipv4Text.endsInNumber(domain)) {
            return new Host.Ipv4(Ipv4Text.parse(domain));
        }
        return new Host.Domain(domain);
    }

    private static Host opaque(String text) throws InvalidUrlException {
        for (int i = 0; i < text.length(); i++) {
            if (FORBIDDEN_IN_HOST.indexOf(text.charAt(i)) >= 0) {
                throw new InvalidUrlException("host holds a forbidden character");
            }
        }
        return text.isEmpty() ? new Host.Empty() : new Host.Opaque(PercentEncodeSet.C0_CONTROL.encode(text));
    }

    private static boolean isForbiddenInDomain(char c) {
        return c < 0x20 || c == 0x7F || c == '%' || FORBIDDEN_IN_HOST.indexOf(c) >= 0;
    }
}
