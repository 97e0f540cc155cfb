package io.riptide.server.crawl.fetch;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Header fields in their order. Names compare without regard to case.
///
/// - **Source:** RFC 9110, sections 5.1 to 5.3.
public record HeaderFields(List<HeaderField> fields) {
    public static final HeaderFields NONE = new HeaderFields(List.of());

    public HeaderFields {
        fields = List.copyOf(fields);
    }

    public Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .findFirst();
    }

    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .toList();
    }

    /// These but for those called `name`.
    public HeaderFields without(String name) {
        return filtered(field -> !field.name().equalsIgnoreCase(name));
    }

    HeaderFields filtered(Predicate<HeaderField> kept) {
        return new HeaderFields(fields.stream().filter(kept).toList());
    }
}
