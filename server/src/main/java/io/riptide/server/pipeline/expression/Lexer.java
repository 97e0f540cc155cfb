package io.riptide.server.pipeline.expression;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Reads an expression once, sign by sign, before the library's parser sees it.
///
/// Signs are cut as the library cuts them, the longest first, so that both read the same: `a--b` has a `--`, which
/// is refused, and no two minus signs.
///
/// - **Bounds:** [#CHARS_MAX] characters, [#SIGNS_MAX] words and symbols, [#NESTING_MAX] levels of brackets,
///   conditions and signs before a value, [#LISTS_MAX] levels of square brackets and braces.
/// - **Source:** the grammar of Commons JEXL 3.7, `Parser.jjt`.
final class Lexer {
    /// Characters of an expression.
    static final int CHARS_MAX = 4_096;

    /// Words, numbers, texts and symbols of an expression.
    static final int SIGNS_MAX = 1_000;

    /// Levels of what is within another.
    static final int NESTING_MAX = 32;

    /// Levels of `[` and `{`, of which each doubles the parser's time.
    static final int LISTS_MAX = 4;

    private static final int NUMBER_CHARS_MAX = 40;
    private static final int EXPONENT_DIGITS_MAX = 3;

    /// All that the library knows, the longest first.
    private static final List<String> SYMBOLS = Stream.of(
                    ">>>=", "...", "===", "!==", "<<=", ">>=", ">>>", "..", "?[", "?.", "?:", "??", "==", "!=", ">=",
                    "<=", "=~", "!~", "=^", "=$", "!^", "!$", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "++",
                    "--", "&&", "||", "<<", ">>", "->", "=>", "//", "/*", "##")
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();

    private static final Set<String> OPERATOR_WORDS = Set.of("and", "or", "not");
    private static final Set<String> PREFIXES = Set.of("-", "+", "!", "not");

    /// Words of the library that are not allowed, and so are no names either.
    private static final Set<String> RESERVED = Set.of(
            "throw",
            "try",
            "catch",
            "finally",
            "instanceof",
            "div",
            "mod",
            "if",
            "else",
            "do",
            "while",
            "for",
            "break",
            "continue",
            "function",
            "return",
            "new",
            "size",
            "empty",
            "var",
            "let",
            "const",
            "switch",
            "case",
            "default",
            "import",
            "NaN");

    private final String text;
    private final Set<String> allowed;

    /// Brackets that are open, and the `?` of conditions, the innermost last.
    private final StringBuilder open = new StringBuilder();

    private int at;
    private int line = 1;
    private int lineStart;
    private int signs;
    private int prefixes;
    private int lastStart;
    private String last = "";
    private String before = "";
    private String beforeThat = "";

    private Lexer(String text, Set<String> allowed) {
        this.text = text;
        this.allowed = allowed;
    }

    /// Reads `text`, whose symbols may be those of `allowed`; `'` among them allows texts.
    static void check(String text, Set<String> allowed) throws ExpressionRefusedException {
        if (text.isEmpty()) {
            throw new ExpressionRefusedException("is empty");
        }
        if (text.length() > CHARS_MAX) {
            throw new ExpressionRefusedException("has more than " + CHARS_MAX + " characters");
        }
        new Lexer(text, allowed).read();
    }

    private void read() throws ExpressionRefusedException {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '\n') {
                line++;
                lineStart = at + 1;
            }
            if (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
                at++;
                continue;
            }
            if (++signs > SIGNS_MAX) {
                throw refused("has more than " + SIGNS_MAX + " words and symbols");
            }
            int start = at;
            int end = isLetter(next) ? word() : isDigit(next) ? number() : isQuote(next) ? quoted() : symbol();
            checkColon(next);
            beforeThat = before;
            before = last;
            last = text.substring(start, end);
            lastStart = start;
            nest();
            at = end;
        }
    }

    /// The library takes `b:c(` for a function of a namespace, also in `a?b:c(x)`, unless there is a blank.
    private void checkColon(char next) throws ExpressionRefusedException {
        boolean isTight = next == '('
                && before.equals(":")
                && !beforeThat.isEmpty()
                && isLetter(beforeThat.charAt(0))
                && text.startsWith(beforeThat + ":" + last, lastStart - 1 - beforeThat.length());
        if (isTight) {
            throw refused("needs a blank at the : before " + last);
        }
    }

    private int word() throws ExpressionRefusedException {
        int end = at;
        while (end < text.length() && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)))) {
            end++;
        }
        String word = text.substring(at, end);
        if (!last.equals(".") && RESERVED.contains(word)) {
            throw refused("has the word " + word + ", which is not allowed");
        }
        return end;
    }

    /// Digits, of which none is a 0 before others, and a fraction and an exponent: no other base, no suffix.
    private int number() throws ExpressionRefusedException {
        int end = digits(at);
        boolean isOctal = text.charAt(at) == '0' && end > at + 1;
        if (end + 1 < text.length() && text.charAt(end) == '.' && isDigit(text.charAt(end + 1))) {
            end = digits(end + 1);
        }
        int exponent = 0;
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int sign = end + 1;
            boolean hasSign = sign < text.length() && (text.charAt(sign) == '-' || text.charAt(sign) == '+');
            int first = hasSign ? sign + 1 : sign;
            end = digits(first);
            exponent = end - first;
            isOctal |= exponent == 0;
        }
        boolean hasSuffix = end < text.length() && (isLetter(text.charAt(end)) || text.charAt(end) == '.');
        if (last.equals(".") || isOctal || hasSuffix) {
            throw refused("has a number that is not written as 12, 0.5 or 1e-3");
        }
        if (end - at > NUMBER_CHARS_MAX
                || exponent > EXPONENT_DIGITS_MAX
                || Double.isInfinite(Double.parseDouble(text.substring(at, end)))) {
            throw refused("has a number that is too long or too large");
        }
        return end;
    }

    private int digits(int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private int quoted() throws ExpressionRefusedException {
        char quote = text.charAt(at);
        if (!allowed.contains("'") || last.equals(".")) {
            throw refused("has a text, which is not allowed here");
        }
        for (int end = at + 1; end < text.length(); end++) {
            char next = text.charAt(end);
            if (next == quote) {
                return end + 1;
            }
            if (next == '\\') {
                end++;
            }
            boolean isLineEnd = end < text.length() && "\n\r\u2028\u2029".indexOf(text.charAt(end)) >= 0;
            if (isLineEnd) {
                break;
            }
        }
        throw refused("has a text without its end");
    }

    private int symbol() throws ExpressionRefusedException {
        String found = SYMBOLS.stream()
                .filter(symbol -> text.startsWith(symbol, at))
                .findFirst()
                .orElseGet(() -> text.substring(at, at + Character.charCount(text.codePointAt(at))));
        if (!allowed.contains(found) || found.equals("'") || last.equals(".")) {
            throw refused("has " + found + ", which is not allowed" + (last.equals(".") ? " after a ." : ""));
        }
        return at + found.length();
    }

    private void nest() throws ExpressionRefusedException {
        prefixes = PREFIXES.contains(last) && !endsValue(before) ? prefixes + 1 : 0;
        switch (last) {
            case "(", "[", "{", "?" -> open.append(last);
            case ",", ")", "]", "}" -> {
                while (!open.isEmpty() && open.charAt(open.length() - 1) == '?') {
                    open.setLength(open.length() - 1);
                }
                if (!last.equals(",") && !open.isEmpty()) {
                    open.setLength(open.length() - 1);
                }
            }
            default -> {}
        }
        if (open.length() + prefixes > NESTING_MAX) {
            throw refused("is nested in more than " + NESTING_MAX + " levels");
        }
        if (open.chars().filter(bracket -> bracket == '[' || bracket == '{').count() > LISTS_MAX) {
            throw refused("has more than " + LISTS_MAX + " levels of [ and {");
        }
    }

    /// Whether a sign after `sign` stands between two values, and is none before a value.
    private static boolean endsValue(String sign) {
        if (sign.isEmpty() || OPERATOR_WORDS.contains(sign)) {
            return false;
        }
        char end = sign.charAt(sign.length() - 1);
        return isLetter(end) || isDigit(end) || isQuote(end) || end == ')' || end == ']' || end == '}';
    }

    private ExpressionRefusedException refused(String detail) {
        return new ExpressionRefusedException(detail, line, at - lineStart + 1);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"';
    }
}
