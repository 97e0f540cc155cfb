package io.riptide.server.crawl.url;

import java.text.Normalizer;

/// What a label must be, whether it was written so or came out of Punycode.
///
/// - **Threading:** any thread.
/// - **Bounds:** linear but for the composition check; [DomainToAscii] bounds the domain.
/// - **Source:** UTS #46, section 4.1 "Validity Criteria".
final class LabelRule {
    private LabelRule() {}

    static void check(String label) throws InvalidUrlException {
        if (Ascii.isAscii(label)) {
            // What is forbidden in ASCII is the host parser's business, and an xn-- label is decoded by now.
            return;
        }
        // An xn-- here came out of another one.
        if (label.startsWith("xn--") || !Normalizer.isNormalized(label, Normalizer.Form.NFC)) {
            throw new InvalidUrlException("host holds a label in disguise");
        }
        if (isMark(label.codePointAt(0))) {
            throw new InvalidUrlException("host holds a label that begins with a combining mark");
        }
        for (int i = 0; i < label.length(); i += Character.charCount(label.codePointAt(i))) {
            if (!IdnaMapping.isValid(label.codePointAt(i))) {
                throw new InvalidUrlException("host holds a character that no domain may hold");
            }
        }
        JoinerRule.check(label);
    }

    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
