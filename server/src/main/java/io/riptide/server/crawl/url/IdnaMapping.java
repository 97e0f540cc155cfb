package io.riptide.server.crawl.url;

import java.text.Normalizer;
import java.util.Locale;

/// What each code point of a domain becomes before the domain is looked at: lower case, compatible form,
/// nothing.
///
/// Unicode publishes this as a table of some 9,000 lines. Nearly all of it is NFKC with full case folding,
/// which the JDK can compute; what remains are the few exceptions below.
///
/// ```
/// code point ─► deviation, ignored, dot, Cherokee, …? ─► its own rule
///            └► fold(NFKC) until it stays the same ──► refused if a dot came out of it, else that
/// ```
///
/// - **Threading:** any thread.
/// - **Bounds:** linear; at most 18 characters for one.
/// - **Failure:** refuses code points the JDK's Unicode version has not assigned, for their mapping is not
///   known.
/// - **Source:** UTS #46, sections 5 and 7.
final class IdnaMapping {
    /// Folding and composing settle in two rounds; one more shows it.
    private static final int ROUNDS_MAX = 3;

    private IdnaMapping() {}

    static String map(String domain) throws InvalidUrlException {
        StringBuilder out = new StringBuilder(domain.length() + 16);
        int index = 0;
        while (index < domain.length()) {
            int codePoint = domain.codePointAt(index);
            if (!append(codePoint, out)) {
                throw new InvalidUrlException("host holds a character that no domain may hold");
            }
            index += Character.charCount(codePoint);
        }
        return out.toString();
    }

    /// Whether a label may hold `codePoint` once mapped, which then maps to itself.
    static boolean isValid(int codePoint) {
        StringBuilder out = new StringBuilder(2);
        return append(codePoint, out)
                && out.length() == Character.charCount(codePoint)
                && out.codePointAt(0) == codePoint;
    }

    /// Appends what `codePoint` becomes; `false` if no domain may hold it.
    private static boolean append(int codePoint, StringBuilder out) {
        if (codePoint < 0x80) {
            out.append((char) Character.toLowerCase(codePoint));
            return true;
        }
        if (isIgnored(codePoint)) {
            return true;
        }
        int exception = exceptionFor(codePoint);
        if (exception >= 0) {
            out.appendCodePoint(exception);
            return true;
        }
        if (isDisallowed(codePoint)) {
            return false;
        }
        if (codePoint == 0x130) {
            out.append("i\u0307");
            return true;
        }
        String mapped = foldedCompatible(codePoint);
        // Otherwise one character could smuggle in the end of a label. (U+FE12 becomes U+3002.)
        boolean isFullWidthDot = codePoint == 0xFF0E;
        if (!isFullWidthDot && (mapped.indexOf('.') >= 0 || mapped.indexOf('\u3002') >= 0)) {
            return false;
        }
        out.append(mapped);
        return true;
    }

    /// Invisible characters that count for nothing: soft hyphen, zero width space, fillers, variation
    /// selectors.
    private static boolean isIgnored(int codePoint) {
        return switch (codePoint) {
            case 0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180E, 0x180F -> true;
            case 0x200B, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x3164, 0xFEFF, 0xFFA0 -> true;
            default ->
                isIn(codePoint, 0x206A, 0x206F)
                        || isIn(codePoint, 0xFE00, 0xFE0F)
                        || isIn(codePoint, 0x1BCA0, 0x1BCA3)
                        || isIn(codePoint, 0x1D173, 0x1D17A)
                        || isIn(codePoint, 0xE0100, 0xE01EF);
        };
    }

    private static boolean isIn(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }

    /// The single code point that `codePoint` becomes against the general rule, or -1.
    private static int exceptionFor(int codePoint) {
        return switch (codePoint) {
            // Deviations: sharp s, final sigma and the joiners stay, unlike in IDNA 2003.
            case 0xDF, 0x3C2, 0x200C, 0x200D -> codePoint;
            case 0x1E9E -> 0xDF;
            case 0x131, 0x1D6A4 -> 0x131;
            case 0x3002, 0xFF61 -> '.';
            default -> cherokee(codePoint);
        };
    }

    /// Cherokee folds to its capitals, which were encoded first.
    private static int cherokee(int codePoint) {
        if (isIn(codePoint, 0x13A0, 0x13F5)) {
            return codePoint;
        }
        if (isIn(codePoint, 0x13F8, 0x13FD)) {
            return codePoint - 8;
        }
        return isIn(codePoint, 0xAB70, 0xABBF) ? codePoint - 0xAB70 + 0x13A0 : -1;
    }

    private static boolean isDisallowed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default ->
                codePoint == 0x1680
                        // Ideographic description characters, then the replacements.
                        || isIn(codePoint, 0x2FF0, 0x2FFF)
                        || codePoint == 0x31EF
                        || codePoint == 0xFFFC
                        || codePoint == 0xFFFD;
        };
    }

    private static String foldedCompatible(int codePoint) {
        String text = Character.toString(codePoint);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            String next = compatible(fold(compatible(text)));
            if (next.equals(text)) {
                return text;
            }
            text = next;
        }
        return text;
    }

    private static String compatible(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    /// Full case folding: upper case of the whole, which expands, then lower case one by one, which knows no
    /// context.
    private static String fold(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.toUpperCase(Locale.ROOT).codePoints().map(Character::toLowerCase).forEach(out::appendCodePoint);
        return out.toString();
    }
}
