package io.riptide.server.text;

/// What tells scripts apart for who counts words.
///
/// - **Threading:** any.
/// - **Source:** UAX #29, 4 (which scripts are written without spaces between words).
public final class Scripts {
    private Scripts() {}

    /// Whether `c` is of Chinese or Japanese, of which nearly each character means something.
    public static boolean isIdeographic(int c) {
        return Character.isIdeographic(c) || (c >= 0x3040 && c <= 0x30FF);
    }

    /// Whether `c` is of Thai, Lao, Burmese or Khmer, whose words are of several letters without spaces between them.
    public static boolean isSoutheastAsian(int c) {
        return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF);
    }

    /// Whether `c` changes the character before it: a vowel of Hindi, an accent that stands by itself.
    public static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }
}
