package io.riptide.server.crawl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/// A pattern over a whole text: `*` stands for any characters, `?` for one.
///
/// - **Bounds:** time at most the product of both lengths, without recursion: on a mismatch only the last `*`
///   is tried again, one character further.
///
/// @param pattern the pattern
record Glob(String pattern) {
    private static final int DELETE = 0x7F;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /// The pattern that a client wrote for URLs, with what is not ASCII escaped as it is in them.
    static Glob of(String text) {
        StringBuilder pattern = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c > ' ' && c < DELETE) {
                pattern.append((char) c);
                return;
            }
            for (byte b : Character.toString(c).getBytes(UTF_8)) {
                pattern.append('%').append(HEX.toHexDigits(b));
            }
        });
        return new Glob(pattern.toString());
    }

    boolean matches(String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int retryAt = 0;
        while (t < text.length()) {
            if (p < pattern.length()
                    && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))
                    && pattern.charAt(p) != '*') {
                p++;
                t++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retryAt = t;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retryAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
