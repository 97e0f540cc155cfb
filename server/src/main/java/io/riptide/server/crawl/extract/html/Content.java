package io.riptide.server.crawl.extract.html;

/// How what follows a start tag is to be read.
///
/// - **Source:** HTML, 13.2.5.1 to 13.2.5.4.
enum Content {
    /// As tags and texts.
    MARKUP,
    /// As text with character references up to the element's end tag.
    REFERENCES,
    /// The same after a first line end.
    TEXT_AREA,
    /// As it is up to the element's end tag.
    RAW,
    /// As a script.
    SCRIPT,
    /// As tags and texts, after a first line end.
    PREFORMATTED;

    /// How the content of elements of `kind` is read.
    static Content of(ElementKind kind) {
        return switch (kind.start()) {
            case REFERENCES -> REFERENCES;
            case RAW -> RAW;
            case SCRIPT -> SCRIPT;
            default -> MARKUP;
        };
    }
}
