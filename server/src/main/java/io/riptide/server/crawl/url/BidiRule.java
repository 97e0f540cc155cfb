package io.riptide.server.crawl.url;

import java.util.List;

/// Keeps labels of right-to-left scripts from being shown in an order that misleads.
///
/// - **Threading:** any thread.
/// - **Bounds:** linear.
/// - **Source:** RFC 5893, section 2; the numbers in the code are its rules.
final class BidiRule {
    private static final int LEFT = bit(Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    private static final int RIGHT =
            bit(Character.DIRECTIONALITY_RIGHT_TO_LEFT) | bit(Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC);
    private static final int ARABIC_NUMBER = bit(Character.DIRECTIONALITY_ARABIC_NUMBER);
    private static final int EUROPEAN_NUMBER = bit(Character.DIRECTIONALITY_EUROPEAN_NUMBER);
    private static final int NON_SPACING = bit(Character.DIRECTIONALITY_NONSPACING_MARK);
    private static final int WEAK = EUROPEAN_NUMBER
            | NON_SPACING
            | bit(Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR)
            | bit(Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR)
            | bit(Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR)
            | bit(Character.DIRECTIONALITY_OTHER_NEUTRALS)
            | bit(Character.DIRECTIONALITY_BOUNDARY_NEUTRAL);

    private BidiRule() {}

    private static int bit(byte directionality) {
        return 1 << directionality;
    }

    private static int classOf(int codePoint) {
        byte directionality = Character.getDirectionality(codePoint);
        return directionality == Character.DIRECTIONALITY_UNDEFINED ? 0 : bit(directionality);
    }

    /// Whether any label holds right-to-left text, so that all labels must keep the rule.
    static boolean isBidiDomain(List<String> labels) {
        return labels.stream()
                .flatMapToInt(String::codePoints)
                .anyMatch(codePoint -> (classOf(codePoint) & (RIGHT | ARABIC_NUMBER)) != 0);
    }

    static void check(String label) throws InvalidUrlException {
        if (label.isEmpty()) {
            return;
        }
        int[] codePoints = label.codePoints().toArray();
        int seen = 0;
        int last = 0;
        for (int codePoint : codePoints) {
            int kind = classOf(codePoint);
            seen |= kind;
            if (kind != NON_SPACING) {
                last = kind;
            }
        }
        int first = classOf(codePoints[0]);
        boolean isValid;
        if ((first & RIGHT) != 0) {
            // 2, 3 and 4
            isValid = (seen & ~(RIGHT | ARABIC_NUMBER | WEAK)) == 0
                    && (last & (RIGHT | ARABIC_NUMBER | EUROPEAN_NUMBER)) != 0
                    && (seen & (ARABIC_NUMBER | EUROPEAN_NUMBER)) != (ARABIC_NUMBER | EUROPEAN_NUMBER);
        } else {
            // 1, 5 and 6
            isValid = first == LEFT && (seen & ~(LEFT | WEAK)) == 0 && (last & (LEFT | EUROPEAN_NUMBER)) != 0;
        }
        if (!isValid) {
            throw new InvalidUrlException("host mixes writing directions");
        }
    }
}
