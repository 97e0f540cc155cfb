package io.riptide.server.crawl.extract;

import java.util.Set;

/// What a client wants of a page. Formats that are not named are left out of the document.
///
/// Title, word count, reading time and quality score are always there; [ExtractMode#METADATA] implies
/// [ExtractFormat#METADATA] and gives no other format; [ExtractMode#NONE] gives none at all.
public record ExtractOptions(ExtractMode mode, Set<ExtractFormat> formats) {
    /// Takes a copy of `formats`.
    public ExtractOptions {
        formats = Set.copyOf(formats);
    }

    boolean wants(ExtractFormat format) {
        return formats.contains(format);
    }
}
