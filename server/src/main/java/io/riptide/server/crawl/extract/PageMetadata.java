package io.riptide.server.crawl.extract;

import java.util.List;

/// What a page says about itself; the empty string means that it does not say.
///
/// @param title the page's title without the site's name where that could be told apart
/// @param byline author or authors, separated by commas
/// @param published RFC 3339 time, or a date when the page gives no zone
/// @param siteName the site's own name
/// @param description the page's summary of itself
/// @param language BCP 47 tag
/// @param categories sections and tags, without repeats
/// @param robots what its `meta` elements ask of all robots, as written
public record PageMetadata(
        String title,
        String byline,
        String published,
        String siteName,
        String description,
        String language,
        List<String> categories,
        String robots) {
    /// A page that says nothing.
    public static final PageMetadata NONE = new PageMetadata("", "", "", "", "", "", List.of(), "");

    /// Takes a copy of `categories`.
    public PageMetadata {
        categories = List.copyOf(categories);
    }

    PageMetadata withLanguage(String language) {
        return new PageMetadata(title, byline, published, siteName, description, language, categories, robots);
    }

    static PageMetadata titled(String title) {
        return new PageMetadata(title, "", "", "", "", "", List.of(), "");
    }
}
