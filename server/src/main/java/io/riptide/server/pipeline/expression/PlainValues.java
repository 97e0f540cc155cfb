package io.riptide.server.pipeline.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes values of expressions into those of metadata, as copies. What is there twice counts twice, so that lists of
/// lists do not grow without bound from node to node.
///
/// - **Bounds:** of all values of a frame together, [TextFunctions#ITEMS_MAX] items and [Texts#CHARS_MAX]
///   characters; [#DEPTH_MAX] levels of lists and maps.
final class PlainValues {
    /// Levels of lists and maps.
    static final int DEPTH_MAX = 16;

    private int items;
    private long chars;

    /// `value` as metadata has it; null for null.
    @Nullable
    Object plain(@Nullable Object value) throws ExpressionFailedException {
        return plain(value, 0);
    }

    private @Nullable Object plain(@Nullable Object value, int depth) throws ExpressionFailedException {
        items++;
        chars += value instanceof String text ? text.length() : 0;
        if (items > TextFunctions.ITEMS_MAX || chars > Texts.CHARS_MAX || depth > DEPTH_MAX) {
            throw new ExpressionFailedException("values have more than " + TextFunctions.ITEMS_MAX + " items, "
                    + Texts.CHARS_MAX + " characters or " + DEPTH_MAX + " levels");
        }
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean flag -> flag;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Number number -> number.doubleValue();
            case List<?> list -> list(list, depth);
            case Map<?, ?> map -> map(map, depth);
            default -> throw new ExpressionFailedException("metadata has no place for " + Kinds.named(value));
        };
    }

    private List<Object> list(List<?> from, int depth) throws ExpressionFailedException {
        List<Object> copy = new ArrayList<>();
        for (Object item : from) {
            Object plain = plain(item, depth + 1);
            if (plain == null) {
                throw new ExpressionFailedException("a list has no place for null");
            }
            copy.add(plain);
        }
        return copy;
    }

    private Map<String, Object> map(Map<?, ?> from, int depth) throws ExpressionFailedException {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : from.entrySet()) {
            Object plain = plain(entry.getValue(), depth + 1);
            if (plain != null) {
                String name = String.valueOf(entry.getKey());
                chars += name.length();
                copy.put(name, plain);
            }
        }
        return copy;
    }
}
