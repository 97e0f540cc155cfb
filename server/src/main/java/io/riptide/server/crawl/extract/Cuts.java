package io.riptide.server.crawl.extract;

import org.jsoup.parser.Parser;

/// Cutting text to a length and making strangers' short texts fit for a field.
final class Cuts {
    private Cuts() {}

    /// At most `charsMax` characters of `text`, never half a surrogate pair.
    static String chars(CharSequence text, int charsMax) {
        if (text.length() <= charsMax) {
            return text.toString();
        }
        int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return text.subSequence(0, end).toString();
    }

    /// `text` with character references resolved, which who writes values by templates often escapes twice.
    static String unescaped(String text) {
        return text.indexOf('&') < 0 ? text : Parser.unescapeEntities(text, true);
    }

    /// `text` on one line: white space collapsed, control characters gone, unpaired surrogates replaced, and
    /// cut.
    ///
    /// An escape in a page's JSON can make an unpaired surrogate, which UTF-8 has no bytes for.
    static String line(String text, int charsMax) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), charsMax + 2));
        boolean isSpaceDue = false;
        for (int i = 0; i < text.length() && out.length() <= charsMax; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0x10000 && Tags.isInvisible((char) c)) {
                continue;
            }
            if (c <= ' ' || c == '\u00a0' || Character.isISOControl(c)) {
                isSpaceDue = !out.isEmpty();
                continue;
            }
            if (isSpaceDue) {
                out.append(' ');
                isSpaceDue = false;
            }
            out.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c);
        }
        return chars(out, charsMax);
    }
}
