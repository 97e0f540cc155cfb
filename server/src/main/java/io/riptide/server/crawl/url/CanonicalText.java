package io.riptide.server.crawl.url;

/// Normalises the percent-encoding of a URL that the parser has written.
///
/// - **Threading:** any thread.
/// - **Bounds:** linear; never longer than what it is given.
/// - **Source:** RFC 3986, sections 6.2.2.1 and 6.2.2.2.
final class CanonicalText {
    private static final int ESCAPE_LENGTH = 3;

    private CanonicalText() {}

    static String of(String href) {
        int percent = href.indexOf('%');
        if (percent < 0) {
            return href;
        }
        StringBuilder out = new StringBuilder(href.length()).append(href, 0, percent);
        int strayAt = -ESCAPE_LENGTH;
        int index = percent;
        while (index < href.length()) {
            char c = href.charAt(index);
            int octet = c == '%' ? octetAt(href, index) : -1;
            if (octet < 0) {
                strayAt = c == '%' ? out.length() : strayAt;
                out.append(c);
                index++;
                continue;
            }
            // Decoding just after a stray percent sign could make an escape that was none: %%34%31 is not %41.
            if (isUnreserved(octet) && out.length() - strayAt >= ESCAPE_LENGTH) {
                out.append((char) octet);
            } else {
                out.append('%').append(upper(href.charAt(index + 1))).append(upper(href.charAt(index + 2)));
            }
            index += ESCAPE_LENGTH;
        }
        return out.toString();
    }

    private static int octetAt(String text, int index) {
        if (index + 2 >= text.length()) {
            return -1;
        }
        int high = Ascii.hexValue(text.charAt(index + 1));
        int low = Ascii.hexValue(text.charAt(index + 2));
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static char upper(char hexDigit) {
        return Ascii.isAlpha(hexDigit) ? (char) (hexDigit & ~0x20) : hexDigit;
    }

    private static boolean isUnreserved(int octet) {
        return Ascii.isAlphanumeric(octet) || octet == '-' || octet == '.' || octet == '_' || octet == '~';
    }
}
