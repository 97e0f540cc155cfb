package io.riptide.server.crawl.extract;

import java.util.Optional;

/// How much of a page is read: the `extract` option of a crawl.
public enum ExtractMode {
    /// The main content, without navigation, headers, footers, asides and forms.
    ARTICLE("article"),
    /// Everything a reader of the page could see.
    FULL("full"),
    /// Only the head: title, description, dates.
    METADATA("metadata"),
    /// Nothing: the document carries its URL alone.
    NONE("none");

    private final String wireName;

    ExtractMode(String wireName) {
        this.wireName = wireName;
    }

    /// The mode as a client writes it.
    public String wireName() {
        return wireName;
    }

    /// The mode of that wire name, if there is one.
    public static Optional<ExtractMode> ofWireName(String wireName) {
        for (ExtractMode mode : values()) {
            if (mode.wireName.equals(wireName)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
