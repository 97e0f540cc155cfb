package io.riptide.server.text;

/// The characters of one string after the other, in an array that is used again.
///
/// For loops that look at each character of a page's texts: over an array they cost the same whatever texts came
/// before, while [String#charAt] asks each time how its string is kept. By itself a plain count is faster by `charAt`
/// (`TextChoice` in `bench`); whole crawls are not: with it they took 5 % more CPU a page.
///
/// - **Threading:** one thread.
/// - **Bounds:** twice the longest string so far, in characters, and at least [#LENGTH_MIN].
public final class TextChars {
    private static final int LENGTH_MIN = 1_024;

    private char[] chars = new char[LENGTH_MIN];

    /// The characters of `text` from index 0 on, until the next call; what is behind them means nothing.
    public char[] of(String text) {
        int length = text.length();
        if (length > chars.length) {
            chars = new char[Math.max(length, 2 * chars.length)];
        }
        text.getChars(0, length, chars, 0);
        return chars;
    }
}
