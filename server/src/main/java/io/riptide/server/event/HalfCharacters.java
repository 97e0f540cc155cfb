package io.riptide.server.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/// Puts U+FFFD in the place of each half of a character, an unpaired surrogate, which pages and clients send by
/// mistake. The generator writes a half, and nothing else of what is no control character, as an escape; at one that
/// stands alone some parsers give up on the whole value.
///
/// - **Bounds:** one look at each value, by a search that the JVM has in vectors, over a copy.
/// - **Source:** RFC 8259, 8.2 "Unicode Characters"; RFC 7493, 2.1 "Encoding and Characters".
final class HalfCharacters {
    /// How each begins that the generator writes; what it writes of a backslash begins with two.
    private static final String ESCAPE = "\\uD";

    private static final int ESCAPE_LENGTH = "\\uD83D".length();
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private HalfCharacters() {}

    /// `json` itself, or a copy without halves.
    static byte[] mended(byte[] json) {
        String text = new String(json, ISO_8859_1);
        int at = text.indexOf(ESCAPE);
        return at < 0 ? json : mended(json, text, at);
    }

    private static byte[] mended(byte[] json, String text, int first) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length);
        int written = 0;
        for (int at = first; at >= 0; at = text.indexOf(ESCAPE, at + ESCAPE.length())) {
            if (isHalf(text, at)) {
                out.write(json, written, at - written);
                out.writeBytes(REPLACEMENT);
                written = at + ESCAPE_LENGTH;
            }
        }
        out.write(json, written, json.length - written);
        return out.toByteArray();
    }

    /// Whether it says U+D800 to U+DFFF, and its backslash is not behind one that escapes it.
    private static boolean isHalf(String text, int at) {
        int before = at;
        while (before > 0 && text.charAt(before - 1) == '\\') {
            before--;
        }
        return (at - before) % 2 == 0 && text.charAt(at + ESCAPE.length()) >= '8';
    }
}
