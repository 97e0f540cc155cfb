package io.riptide.server.pipeline.expression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The way to a field, such as `site.name`. Maps on it are copied before they are changed, since other frames may
/// hold them too.
///
/// - **Bounds:** [#DEPTH_MAX] names.
///
/// @param names from the outermost, at least one
record FieldPath(List<String> names) {
    /// Names of a path.
    static final int DEPTH_MAX = 8;

    /// What a path has to look like, for people.
    static final String RULE =
            "names of 1 to 64 letters, digits, - and _, with dots between up to " + DEPTH_MAX + " of them";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}+");

    FieldPath {
        names = List.copyOf(names);
    }

    /// The path in `text`, if it is one.
    static Optional<FieldPath> of(String text) {
        List<String> names = List.of(text.strip().split("\\.", -1));
        boolean isPath = names.size() <= DEPTH_MAX
                && names.stream().allMatch(name -> NAME.matcher(name).matches());
        return isPath ? Optional.of(new FieldPath(names)) : Optional.empty();
    }

    /// The path in a text that was checked before.
    static FieldPath ofChecked(String text) {
        return of(text).orElseThrow(() -> new IllegalArgumentException(text));
    }

    /// Whether one of both leads through the other's end, or to it.
    boolean crosses(FieldPath other) {
        int shared = Math.min(names.size(), other.names.size());
        return names.subList(0, shared).equals(other.names.subList(0, shared));
    }

    /// What stands there, or null.
    @Nullable
    Object get(Map<String, Object> fields) {
        Object at = fields;
        for (String name : names) {
            at = at instanceof Map<?, ?> members ? members.get(name) : null;
        }
        return at;
    }

    /// Puts `value` there, with the maps on the way that are not.
    void put(Map<String, Object> fields, Object value) throws ExpressionFailedException {
        Map<String, Object> at = fields;
        for (String name : names.subList(0, names.size() - 1)) {
            Object next = at.get(name);
            if (next != null && !(next instanceof Map)) {
                throw new ExpressionFailedException(
                        this + " cannot be set: " + name + " is " + Kinds.named(next) + ", not a map");
            }
            at = step(at, name, next);
        }
        at.put(names.getLast(), value);
    }

    /// Takes what stands there away, if anything does.
    void remove(Map<String, Object> fields) {
        if (get(fields) == null) {
            return;
        }
        Map<String, Object> at = fields;
        for (String name : names.subList(0, names.size() - 1)) {
            at = step(at, name, at.get(name));
        }
        at.remove(names.getLast());
    }

    /// Puts a copy of `next` in its place in `at`.
    private static Map<String, Object> step(Map<String, Object> at, String name, @Nullable Object next) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (next instanceof Map<?, ?> members) {
            members.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        at.put(name, copy);
        return copy;
    }

    @Override
    public String toString() {
        return String.join(".", names);
    }
}
