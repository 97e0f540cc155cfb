package io.riptide.server.crawl.url;

import java.nio.charset.StandardCharsets;

/// The sets of code points that a part of a URL must not hold raw, and the encoding of them.
///
/// Every set holds what is outside printable ASCII. `encode` works on code points as UTF-8; half a surrogate
/// pair counts as U+FFFD, as it does where the standard takes a scalar value string.
///
/// - **Threading:** immutable.
/// - **Bounds:** linear; at most nine times the characters given.
/// - **Source:** WHATWG URL, 1.3 "Percent-encoded bytes".
enum PercentEncodeSet {
    C0_CONTROL(""),
    FRAGMENT(" \"<>`"),
    QUERY(" \"#<>"),
    SPECIAL_QUERY(" \"#<>'"),
    PATH(" \"#<>?^`{}"),
    USERINFO(" \"#<>?^`{}/:;=@[\\]|");

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final int REPLACEMENT = 0xFFFD;

    /// One bit for each of the code points 0x00 to 0x3F.
    private final long low;

    /// One bit for each of the code points 0x40 to 0x7F.
    private final long high;

    PercentEncodeSet(String members) {
        long lowBits = 0xFFFF_FFFFL;
        long highBits = 1L << 0x3F;
        for (int i = 0; i < members.length(); i++) {
            char c = members.charAt(i);
            // A shift takes only the last six bits of its distance.
            if (c < 0x40) {
                lowBits |= 1L << c;
            } else {
                highBits |= 1L << c;
            }
        }
        this.low = lowBits;
        this.high = highBits;
    }

    boolean contains(int codePoint) {
        return codePoint >= 0x80 || (((codePoint < 0x40 ? low : high) >>> codePoint) & 1) != 0;
    }

    String encode(String text) {
        return encode(text, 0, text.length());
    }

    /// `text[from, to)` with the members of this set as `%XX`; a `%` already there stays as it is.
    String encode(String text, int from, int to) {
        int clean = from;
        while (clean < to && !contains(text.charAt(clean))) {
            clean++;
        }
        if (clean == to) {
            return text.substring(from, to);
        }
        StringBuilder out = new StringBuilder(to - from + 16).append(text, from, clean);
        int index = clean;
        while (index < to) {
            int codePoint = scalarAt(text, index, to);
            if (contains(codePoint)) {
                appendUtf8(codePoint, out);
            } else {
                out.append((char) codePoint);
            }
            index += isPairAt(text, index, to) ? 2 : 1;
        }
        return out.toString();
    }

    private static boolean isPairAt(String text, int index, int to) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < to
                && Character.isLowSurrogate(text.charAt(index + 1));
    }

    private static int scalarAt(String text, int index, int to) {
        char c = text.charAt(index);
        if (!Character.isSurrogate(c)) {
            return c;
        }
        return isPairAt(text, index, to) ? Character.toCodePoint(c, text.charAt(index + 1)) : REPLACEMENT;
    }

    private static void appendUtf8(int codePoint, StringBuilder out) {
        if (codePoint < 0x80) {
            appendByte(codePoint, out);
        } else if (codePoint < 0x800) {
            appendByte(0xC0 | (codePoint >> 6), out);
            appendByte(continuation(codePoint), out);
        } else {
            if (codePoint < 0x10000) {
                appendByte(0xE0 | (codePoint >> 12), out);
            } else {
                appendByte(0xF0 | (codePoint >> 18), out);
                appendByte(continuation(codePoint >> 12), out);
            }
            appendByte(continuation(codePoint >> 6), out);
            appendByte(continuation(codePoint), out);
        }
    }

    private static int continuation(int bits) {
        return 0x80 | (bits & 0x3F);
    }

    private static void appendByte(int octet, StringBuilder out) {
        out.append('%').append(HEX[octet >> 4]).append(HEX[octet & 0xF]);
    }

    /// `text` with every `%XX` decoded and the octets read as UTF-8; what is not UTF-8 becomes U+FFFD.
    static String decodeUtf8(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int out = 0;
        int index = 0;
        while (index < octets.length) {
            int octet = octets[index] == '%' ? escapedOctetAt(octets, index) : -1;
            octets[out++] = octet >= 0 ? (byte) octet : octets[index];
            index += octet >= 0 ? 3 : 1;
        }
        return new String(octets, 0, out, StandardCharsets.UTF_8);
    }

    /// The octet that the `%XX` at `index` stands for, or -1 if it is a stray `%`.
    private static int escapedOctetAt(byte[] octets, int index) {
        if (index + 2 >= octets.length) {
            return -1;
        }
        int high = Ascii.hexValue(octets[index + 1]);
        int low = Ascii.hexValue(octets[index + 2]);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }
}
