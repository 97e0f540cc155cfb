package io.riptide.server.crawl.extract;

import java.util.Set;

/// What a client wants of a page. Formats that are not named are left out of the document.
///
/// Title, word count, reading time and quality score are always there; [ExtractMode#METADATA] implies
/// [ExtractFormat#METADATA] and gives no other format; [ExtractMode#NONE] gives none at all.
///
/// @param mode what of the page
/// @param formats in which forms
/// @param charsMax of each of Markdown and HTML, if that is less than [ExtractLimits] say; text can be cut when it is
///     there, by [Document#withTextOf]
public record ExtractOptions(ExtractMode mode, Set<ExtractFormat> formats, int charsMax) {
    /// Takes a copy of `formats`.
    public ExtractOptions {
        formats = Set.copyOf(formats);
    }

    /// All of the page that the limits allow.
    public ExtractOptions(ExtractMode mode, Set<ExtractFormat> formats) {
        this(mode, formats, Integer.MAX_VALUE);
    }

    /// The same with at most `chars` of Markdown and HTML each.
    public ExtractOptions withCharsMax(int chars) {
        return new ExtractOptions(mode, formats, chars);
    }

    boolean wants(ExtractFormat format) {
        return formats.contains(format);
    }
}
