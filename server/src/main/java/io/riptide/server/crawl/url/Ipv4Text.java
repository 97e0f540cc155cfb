package io.riptide.server.crawl.url;

/// IPv4 addresses as URLs write them: one to four numbers, each decimal, octal or hexadecimal.
///
/// `http://0x7f.1/` and `http://2130706433/` both mean 127.0.0.1; whoever checks addresses must know that.
///
/// - **Threading:** any thread.
/// - **Bounds:** linear.
/// - **Source:** WHATWG URL, 3.5 "Host parsing", the IPv4 parser and the ends-in-a-number checker.
final class Ipv4Text {
    private static final int PARTS_MAX = 4;

    /// More than any address; also what a number too long to hold counts as.
    private static final long TOO_LARGE = 1L << 40;

    private Ipv4Text() {}

    /// Whether the last label (an empty one after a final dot apart) makes this an IPv4 address or nothing.
    static boolean endsInNumber(String domain) {
        int end = domain.endsWith(".") ? domain.length() - 1 : domain.length();
        String last = domain.substring(domain.lastIndexOf('.', end - 1) + 1, end);
        return isAllDigits(last) || numberOf(last) >= 0;
    }

    private static boolean isAllDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Ascii.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static int parse(String text) throws InvalidUrlException {
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        long address = 0;
        int start = 0;
        for (int part = 0; part < PARTS_MAX; part++) {
            int dot = text.indexOf('.', start);
            int stop = dot < 0 ? end : dot;
            long number = numberOf(text.substring(start, stop));
            if (number < 0) {
                throw new InvalidUrlException("IPv4 address holds a part that is no number");
            }
            if (stop == end) {
                return lastPart(address, number, part);
            }
            if (number > 0xFF) {
                throw new InvalidUrlException("IPv4 address holds a part above 255");
            }
            address |= number << (8 * (PARTS_MAX - 1 - part));
            start = stop + 1;
        }
        throw new InvalidUrlException("IPv4 address has more than four parts");
    }

    /// The last part fills all the octets that are left, so that `127.1` is 127.0.0.1.
    private static int lastPart(long address, long number, int part) throws InvalidUrlException {
        if (number >= 1L << (8 * (PARTS_MAX - part))) {
            throw new InvalidUrlException("IPv4 address is too large");
        }
        return (int) (address | number);
    }

    /// The number, [#TOO_LARGE] for one that no address can hold, or -1 if this is none. An empty text is none,
    /// `0x` is 0.
    private static long numberOf(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        int radix = 10;
        int index = 0;
        if (text.length() >= 2 && text.charAt(0) == '0') {
            boolean isHex = (text.charAt(1) | 0x20) == 'x';
            radix = isHex ? 16 : 8;
            index = isHex ? 2 : 1;
        }
        long number = 0;
        for (; index < text.length(); index++) {
            int digit = Ascii.hexValue(text.charAt(index));
            if (digit < 0 || digit >= radix) {
                return -1;
            }
            number = Math.min(number * radix + digit, TOO_LARGE);
        }
        return number;
    }

    static String write(int address) {
        return (address >>> 24) + "." + ((address >>> 16) & 0xFF) + "." + ((address >>> 8) & 0xFF) + "."
                + (address & 0xFF);
    }
}
