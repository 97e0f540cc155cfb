package io.riptide.protocol.http;

/// The octet classes of the HTTP and URI grammars as one table of bits.
///
/// - **Source:** RFC 9110, 5.5, 5.6.2 and 5.6.4; RFC 3986, appendix A.
final class OctetClass {
    private static final int TOKEN = 1;
    private static final int FIELD = 1 << 1;
    private static final int PATH = 1 << 2;
    private static final int QUERY = 1 << 3;
    private static final int REG_NAME = 1 << 4;
    private static final int QUOTED = 1 << 5;

    private static final byte[] CLASSES = new byte[256];
    private static final byte[] HEX_VALUES = new byte[256];

    static {
        String alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        String unreserved = alphanumerics + "-._~";
        String subDelims = "!$&'()*+,;=";
        mark(TOKEN, alphanumerics + "!#$%&'*+-.^_`|~");
        mark(REG_NAME, unreserved + subDelims);
        mark(PATH, unreserved + subDelims + ":@/");
        mark(QUERY, unreserved + subDelims + ":@/?");
        for (int octet = 0; octet < 256; octet++) {
            boolean isVisible = octet > 0x20 && octet != 0x7f;
            if (isVisible || octet == ' ' || octet == '\t') {
                CLASSES[octet] |= FIELD;
                if (octet != '"' && octet != '\\') {
                    CLASSES[octet] |= QUOTED;
                }
            }
            HEX_VALUES[octet] = (byte) Character.digit(octet < 0x80 ? octet : 0, 16);
        }
    }

    private OctetClass() {}

    private static void mark(int bit, String octets) {
        for (int i = 0; i < octets.length(); i++) {
            CLASSES[octets.charAt(i)] |= (byte) bit;
        }
    }

    /// `tchar`.
    static boolean isToken(byte octet) {
        return has(octet, TOKEN);
    }

    /// `field-vchar`, SP or HTAB: what a field value may hold once its line has ended properly.
    static boolean isFieldValue(byte octet) {
        return has(octet, FIELD);
    }

    /// `qdtext`.
    static boolean isQuotedText(byte octet) {
        return has(octet, QUOTED);
    }

    /// `pchar` without `pct-encoded`, or a slash.
    static boolean isPath(byte octet) {
        return has(octet, PATH);
    }

    /// `query` without `pct-encoded`.
    static boolean isQuery(byte octet) {
        return has(octet, QUERY);
    }

    /// `reg-name` without `pct-encoded`.
    static boolean isRegName(byte octet) {
        return has(octet, REG_NAME);
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    static boolean isWhitespace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /// 0 to 15, or -1 if this is no `HEXDIG`.
    static int hexValue(byte octet) {
        return HEX_VALUES[octet & 0xff];
    }

    /// Lower case of an ASCII letter, anything else as it is.
    static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
    }

    /// Whether `[start, end)` of `bytes` is `lowerCase` in any case.
    static boolean equalsIgnoreCase(byte[] bytes, int start, int end, CharSequence lowerCase) {
        if (end - start != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if (lower(bytes[start + i]) != lower((byte) lowerCase.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(byte octet, int bit) {
        return (CLASSES[octet & 0xff] & bit) != 0;
    }
}
