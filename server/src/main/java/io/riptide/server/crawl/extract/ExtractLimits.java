package io.riptide.server.crawl.extract;

/// Bounds of one document; what goes beyond is cut and [Document#truncated] says so, and what was not reached
/// in time is missing and [Document.Reading#isPartial] says so.
///
/// @param outputCharsMax characters of each of text, Markdown and HTML
/// @param linksMax links listed
/// @param mediaMax media listed
/// @param timeMs milliseconds from the first byte to the last writer
public record ExtractLimits(int outputCharsMax, int linksMax, int mediaMax, int timeMs) {
    /// 5 Mi characters a format, 2,000 links, 500 media, a quarter of a second.
    public static final ExtractLimits STANDARD = new ExtractLimits(5 * 1024 * 1024, 2_000, 500, 250);

    /// Refuses bounds below one.
    public ExtractLimits {
        if (outputCharsMax < 1 || linksMax < 1 || mediaMax < 1 || timeMs < 1) {
            throw new IllegalArgumentException("outputCharsMax=" + outputCharsMax + " linksMax=" + linksMax
                    + " mediaMax=" + mediaMax + " timeMs=" + timeMs);
        }
    }
}
