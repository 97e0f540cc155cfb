package io.riptide.server.crawl.extract;

/// Bounds of one document; what goes beyond is cut and [Document#truncated] says so.
///
/// @param outputCharsMax characters of each of text, Markdown and HTML
/// @param linksMax links listed
/// @param mediaMax media listed
public record ExtractLimits(int outputCharsMax, int linksMax, int mediaMax) {
    /// 5 Mi characters a format, 2,000 links, 500 media.
    public static final ExtractLimits STANDARD = new ExtractLimits(5 * 1024 * 1024, 2_000, 500);

    /// Refuses bounds below one.
    public ExtractLimits {
        if (outputCharsMax < 1 || linksMax < 1 || mediaMax < 1) {
            throw new IllegalArgumentException(
                    "outputCharsMax=" + outputCharsMax + " linksMax=" + linksMax + " mediaMax=" + mediaMax);
        }
    }
}
