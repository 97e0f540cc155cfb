package io.riptide.server.pipeline.expression;

import org.jspecify.annotations.Nullable;

/// Texts that expressions read and make.
///
/// - **Bounds:** [#CHARS_MAX] characters.
final class Texts {
    /// Characters of a text.
    static final int CHARS_MAX = 1 << 16;

    private static final double WHOLE_MAX = 1L << 53;

    private Texts() {}

    /// What `operator` takes for a text: one, a number without needless digits, or `true` or `false`.
    static String written(String operator, @Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean flag -> flag.toString();
            case Double number
            when number == Math.rint(number) && Math.abs(number) < WHOLE_MAX -> Long.toString(number.longValue());
            case Number number -> number.toString();
            case null, default ->
                throw new ArithmeticException(
                        operator + " takes texts, numbers and booleans, not " + Kinds.named(value));
        };
    }

    /// `text`, if it is not too long.
    static String bounded(String text) {
        checkLength(text.length());
        return text;
    }

    /// Both in one, if that is not too long.
    static String bounded(String first, String second) {
        checkLength((long) first.length() + second.length());
        return first + second;
    }

    static void checkLength(long chars) {
        if (chars > CHARS_MAX) {
            throw new ArithmeticException("a text has more than " + CHARS_MAX + " characters");
        }
    }
}
