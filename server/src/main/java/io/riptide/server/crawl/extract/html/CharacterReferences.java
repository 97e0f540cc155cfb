package io.riptide.server.crawl.extract.html;

import java.util.concurrent.ConcurrentHashMap;
import org.jsoup.nodes.Entities;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/// Texts with their references (`&amp;`, `&#8217;`) resolved, as the parser resolves them.
///
/// References that end as they should are looked up, and ampersands that begin none stay. From the first other one
/// on, the library's parser is asked for what is left of the text.
///
/// - **Threading:** any.
/// - **Bounds:** names that are kept are those of the standard, some 2,000.
/// - **Source:** HTML, 13.2.5.72.
final class CharacterReferences {
    private static final int NAME_CHARS_MAX = 32;
    private static final int DECIMAL = 10;
    private static final int HEXADECIMAL = 16;
    private static final int DIGITS_MAX = 6;

    private static final ConcurrentHashMap<String, String> NAMED = new ConcurrentHashMap<>();

    private CharacterReferences() {}

    /// `text` with what its references stand for.
    static String resolve(String text, boolean isAttribute) {
        int ampersand = text.indexOf('&');
        if (ampersand < 0) {
            return text;
        }
        StringBuilder resolved = new StringBuilder(text.length());
        int from = 0;
        while (ampersand >= 0) {
            resolved.append(text, from, ampersand);
            int semicolon = semicolon(text, ampersand + 1);
            String characters = semicolon < 0
                    ? withoutEnd(text, ampersand + 1, isAttribute)
                    : characters(text, ampersand + 1, semicolon);
            if (characters == null) {
                return resolved.append(Parser.unescapeEntities(text.substring(ampersand), isAttribute))
                        .toString();
            }
            resolved.append(characters);
            from = Math.max(ampersand, semicolon) + 1;
            ampersand = text.indexOf('&', from);
        }
        return resolved.append(text, from, text.length()).toString();
    }

    /// What an ampersand is with no semicolon behind it: itself in an address (`?a=1&b=2`) and where no name follows
    /// that may do without one.
    private static @Nullable String withoutEnd(String text, int from, boolean isAttribute) {
        if (from < text.length() && text.charAt(from) == '#') {
            return null;
        }
        int end = from;
        while (end < text.length() && isLetter(text.charAt(end))) {
            end++;
        }
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        boolean isItself = isAttribute ? !Entities.isBaseNamedEntity(text.substring(from, end)) : end - from < 2;
        return isItself ? "&" : null;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Where the reference ends that begins at `from`, or -1.
    private static int semicolon(String text, int from) {
        int end = Math.min(text.length(), from + NAME_CHARS_MAX);
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == ';') {
                return i > from ? i : -1;
            }
            if (!isLetter(c) && !isDigit(c) && (c != '#' || i > from)) {
                return -1;
            }
        }
        return -1;
    }

    private static @Nullable String characters(String text, int from, int end) {
        return text.charAt(from) == '#' ? numbered(text, from + 1, end) : named(text.substring(from, end));
    }

    /// Characters that are not what their number says (controls, halves of characters) are left to the parser.
    private static @Nullable String numbered(String text, int from, int end) {
        boolean isHexadecimal = from < end && (text.charAt(from) | ' ') == 'x';
        int digits = isHexadecimal ? from + 1 : from;
        int radix = isHexadecimal ? HEXADECIMAL : DECIMAL;
        if (digits >= end || end - digits > DIGITS_MAX) {
            return null;
        }
        int codePoint = 0;
        for (int i = digits; i < end; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return null;
            }
            codePoint = codePoint * radix + digit;
        }
        boolean isPlain = codePoint >= ' ' && codePoint < 0x7F;
        boolean isBeyond = codePoint >= 0xA0 && codePoint < Character.MIN_SURROGATE;
        return isPlain || isBeyond ? String.valueOf((char) codePoint) : null;
    }

    private static @Nullable String named(String name) {
        String known = NAMED.get(name);
        if (known != null) {
            return known;
        }
        String reference = '&' + name + ';';
        String characters = Parser.unescapeEntities(reference, true);
        if (characters.length() > 2 || characters.endsWith(";")) {
            return null;
        }
        NAMED.put(name, characters);
        return characters;
    }
}
