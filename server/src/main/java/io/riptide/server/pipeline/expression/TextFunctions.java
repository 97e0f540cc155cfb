package io.riptide.server.pipeline.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Functions of texts and lists. Of null they give null, or false where they give true or false; characters are
/// those of Unicode, counted from 0.
///
/// - **Bounds:** texts of [Texts#CHARS_MAX] characters, lists of [#ITEMS_MAX] items; what is looked for has
///   [#SOUGHT_CHARS_MAX] characters, as the time it takes is their product.
final class TextFunctions {
    /// Items of a list.
    static final int ITEMS_MAX = 10_000;

    /// Characters that a text is searched for.
    static final int SOUGHT_CHARS_MAX = 256;

    private static final int NUMBER_CHARS_MAX = 64;

    /// No part of it gives back what it has read, so it takes no longer than the text is long.
    private static final Pattern NUMBER = Pattern.compile("[-+]?+[0-9]++(\\.[0-9]++)?+([eE][-+]?+[0-9]{1,3}+)?+");

    private TextFunctions() {}

    static List<Function> all() {
        return List.of(
                changed("lower", text -> text.toLowerCase(Locale.ROOT)),
                changed("upper", text -> text.toUpperCase(Locale.ROOT)),
                changed("trim", String::strip),
                new Function("length", 1, given -> length(given[0])),
                new Function("contains", 2, given -> contains(given[0], given[1])),
                compared("starts_with", String::startsWith),
                compared("ends_with", String::endsWith),
                new Function("substring", 3, given -> substring(given[0], given[1], given[2])),
                new Function("number", 1, given -> number(given[0])),
                new Function("coalesce", 2, given -> given[0] == null ? given[1] : given[0]),
                new Function("join", 2, given -> join(given[0], given[1])),
                new Function("split", 2, given -> split(given[0], given[1])));
    }

    private static Function changed(String name, UnaryOperator<String> change) {
        return new Function(
                name, 1, given -> given[0] == null ? null : Texts.bounded(change.apply(text(name, given[0]))));
    }

    private static Function compared(String name, BiPredicate<String, String> test) {
        return new Function(
                name,
                2,
                given -> given[0] != null && given[1] != null && test.test(text(name, given[0]), text(name, given[1])));
    }

    private static @Nullable Object length(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> (long) Texts.bounded(text).codePointCount(0, text.length());
            case List<?> items -> (long) items.size();
            case Map<?, ?> members -> (long) members.size();
            default -> throw taken("length", "a text, list or map", value);
        };
    }

    private static boolean contains(@Nullable Object in, @Nullable Object sought) {
        if (in == null || sought == null) {
            return false;
        }
        if (in instanceof List<?> items) {
            checkItems(items.size());
            return items.stream().anyMatch(item -> isSame(item, sought));
        }
        return text("contains", in).contains(sought("contains", sought));
    }

    private static boolean isSame(@Nullable Object item, Object sought) {
        if (item instanceof Number first && sought instanceof Number second) {
            return first.doubleValue() == second.doubleValue();
        }
        return (sought instanceof String || sought instanceof Boolean) && sought.equals(item);
    }

    private static @Nullable Object substring(@Nullable Object value, @Nullable Object from, @Nullable Object to) {
        if (value == null) {
            return null;
        }
        String text = text("substring", value);
        int length = text.codePointCount(0, text.length());
        int first = index(from, length);
        int end = Math.max(first, index(to, length));
        return text.substring(text.offsetByCodePoints(0, first), text.offsetByCodePoints(0, end));
    }

    /// A place from 0 to `length`; what is outside of these is the nearer of them.
    private static int index(@Nullable Object value, int length) {
        if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
            return (int) Math.clamp(number.doubleValue(), 0, length);
        }
        throw taken("substring", "whole numbers for from and to", value);
    }

    /// Null for a text that is no number.
    private static @Nullable Object number(@Nullable Object value) {
        if (value == null || value instanceof Number) {
            return value;
        }
        String text = text("number", value).strip();
        boolean isNumber =
                text.length() <= NUMBER_CHARS_MAX && NUMBER.matcher(text).matches();
        return isNumber ? Double.valueOf(text) : null;
    }

    private static @Nullable Object join(@Nullable Object value, @Nullable Object separator) {
        if (value == null || separator == null) {
            return null;
        }
        if (!(value instanceof List<?> items)) {
            throw taken("join", "a list", value);
        }
        checkItems(items.size());
        StringBuilder joined = new StringBuilder();
        String between = "";
        for (Object item : items) {
            String next = Texts.written("join", item);
            Texts.checkLength((long) joined.length() + between.length() + next.length());
            joined.append(between).append(next);
            between = text("join", separator);
        }
        return joined.toString();
    }

    private static @Nullable Object split(@Nullable Object value, @Nullable Object separator) {
        if (value == null || separator == null) {
            return null;
        }
        String text = text("split", value);
        String by = sought("split", separator);
        if (by.isEmpty()) {
            throw new ArithmeticException("split takes a separator that is not empty");
        }
        List<Object> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(by); at >= 0; at = text.indexOf(by, from)) {
            parts.add(text.substring(from, at));
            from = at + by.length();
            checkItems(parts.size() + 1);
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static String sought(String function, Object value) {
        String text = text(function, value);
        if (text.length() > SOUGHT_CHARS_MAX) {
            throw new ArithmeticException(function + " looks for at most " + SOUGHT_CHARS_MAX + " characters");
        }
        return text;
    }

    private static String text(String function, @Nullable Object value) {
        if (value instanceof String text) {
            return Texts.bounded(text);
        }
        throw taken(function, "a text", value);
    }

    static void checkItems(int items) {
        if (items > ITEMS_MAX) {
            throw new ArithmeticException("a list has more than " + ITEMS_MAX + " items");
        }
    }

    private static ArithmeticException taken(String function, String wanted, @Nullable Object value) {
        return new ArithmeticException(function + " takes " + wanted + ", not " + Kinds.named(value));
    }
}
