package io.riptide.server.crawl.cache;

import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a site can be asked with whether a page has changed. A weak entity tag serves: nobody asks for ranges.
///
/// - **Bounds:** a field longer than [#LENGTH_MAX] is left out.
/// - **Source:** RFC 9110, 8.8 and 13.1; RFC 9111, 4.3.1.
///
/// @param entityTag of the answer, with its quotes
/// @param lastModified the date as the site wrote it
public record Validators(Optional<String> entityTag, Optional<String> lastModified) {
    /// There is nothing to ask with.
    public static final Validators NONE = new Validators(Optional.empty(), Optional.empty());

    static final int LENGTH_MAX = 1_024;

    /// Those of an answer with these fields.
    static Validators of(HeaderFields answer) {
        return new Validators(
                answer.first("etag").map(String::strip).filter(tag -> !tag.isEmpty() && tag.length() <= LENGTH_MAX),
                answer.first("last-modified")
                        .map(String::strip)
                        .filter(date -> date.length() <= LENGTH_MAX
                                && HttpDate.parse(date).isPresent()));
    }

    /// Whether there is nothing to ask with.
    public boolean isEmpty() {
        return entityTag.isEmpty() && lastModified.isEmpty();
    }

    /// Fields that make a GET conditional: a page that has not changed is answered with 304.
    public List<HeaderField> conditions() {
        List<HeaderField> fields = new ArrayList<>();
        entityTag.ifPresent(tag -> fields.add(new HeaderField("If-None-Match", tag)));
        lastModified.ifPresent(date -> fields.add(new HeaderField("If-Modified-Since", date)));
        return fields;
    }

    /// These, and those of `older` where these say nothing.
    Validators orElse(Validators older) {
        return new Validators(entityTag.or(older::entityTag), lastModified.or(older::lastModified));
    }
}
