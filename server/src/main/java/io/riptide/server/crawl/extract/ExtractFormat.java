package io.riptide.server.crawl.extract;

import java.util.Optional;

/// A part of the document that a client may ask for: the `formats` option of a crawl.
public enum ExtractFormat {
    /// GitHub-flavoured Markdown of the content.
    MARKDOWN("markdown"),
    /// Plain text of the content, a line per block.
    TEXT("text"),
    /// HTML of the content, without scripts, styles, handlers and hidden parts.
    HTML("html"),
    /// The links of the whole page, menus included, so that a crawl can follow them.
    LINKS("links"),
    /// Images, video, audio and embeds of the content.
    MEDIA("media"),
    /// Byline, date, site, description, language, categories and the page's kind.
    METADATA("metadata"),
    /// What the quality score is the sum of.
    QUALITY("quality");

    private final String wireName;

    ExtractFormat(String wireName) {
        this.wireName = wireName;
    }

    /// The format as a client writes it.
    public String wireName() {
        return wireName;
    }

    /// The format of that wire name, if there is one.
    public static Optional<ExtractFormat> ofWireName(String wireName) {
        for (ExtractFormat format : values()) {
            if (format.wireName.equals(wireName)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
