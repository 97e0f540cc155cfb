package io.riptide.server.crawl.extract;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What was found on a page: the `document` of the wire contract.
///
/// `formats` says which parts are there. A part that is not there is empty, a part that is there may be empty
/// as well.
///
/// @param url where the page was found
/// @param formats the parts that this document has
/// @param metadata the page's words about itself; only its title counts unless `formats` has METADATA
/// @param text plain text
/// @param markdown GitHub-flavoured Markdown
/// @param html cleaned HTML
/// @param links links of the page
/// @param unlisted links of the page beyond the bound of what a document lists, for whoever follows them
/// @param media media of the content
/// @param measures counts over the content
/// @param reading how it was read: kind of page, hidden text, parts of the score
/// @param truncated whether some part met a limit and was cut
public record Document(
        String url,
        Set<ExtractFormat> formats,
        PageMetadata metadata,
        String text,
        String markdown,
        String html,
        List<Link> links,
        List<Link> unlisted,
        List<Media> media,
        Measures measures,
        Reading reading,
        boolean truncated) {

    /// Takes copies of the collections.
    public Document {
        formats = Set.copyOf(formats);
        links = List.copyOf(links);
        unlisted = List.copyOf(unlisted);
        media = List.copyOf(media);
    }

    /// Whether that part was asked for and is here.
    public boolean has(ExtractFormat format) {
        return formats.contains(format);
    }

    /// The same with no parts but those of `wanted`.
    public Document only(Set<ExtractFormat> wanted) {
        Set<ExtractFormat> kept = formats.stream().filter(wanted::contains).collect(Collectors.toUnmodifiableSet());
        return kept.equals(formats)
                ? this
                : new Document(
                        url, kept, metadata, text, markdown, html, links, unlisted, media, measures, reading,
                        truncated);
    }

    /// The same with at most `charsMax` characters of text, if it has that.
    public Document withTextOf(int charsMax) {
        return !has(ExtractFormat.TEXT) || text.length() <= charsMax
                ? this
                : new Document(
                        url,
                        formats,
                        metadata,
                        Cuts.chars(text, charsMax),
                        markdown,
                        html,
                        links,
                        unlisted,
                        media,
                        measures,
                        reading,
                        true);
    }

    /// A link of the page; `url` is absolute, http or https, `rel` is as written or empty.
    public record Link(String url, String text, String rel) {}

    /// Something to look at or listen to; `kind` is `image`, `video`, `audio` or `embed`.
    public record Media(String url, String kind, String alt) {}

    /// Counts over the content. Where the body was not read, [#NONE] stands for all three.
    public record Measures(int wordCount, int readingTimeMin, int qualityScore) {
        /// The content was not read, so nothing was counted.
        public static final Measures NONE = new Measures(-1, -1, -1);

        /// Whether the content was read.
        public boolean isKnown() {
            return wordCount >= 0;
        }
    }

    /// How the page was read.
    ///
    /// @param kind what kind of page it is, or empty where the body was not read
    /// @param isPartial whether time ran out, so that a part of the page is missing
    /// @param hiddenChars characters, white space aside, that the markup hides from readers and that were left
    ///     out
    /// @param isHiddenIncluded whether parts that the markup hides were taken in, since the page is all but
    ///     empty without them until its script runs
    /// @param quality the parts of the quality score
    public record Reading(String kind, boolean isPartial, int hiddenChars, boolean isHiddenIncluded, Quality quality) {
        /// Nothing was read.
        public static final Reading NONE = new Reading("", false, 0, false, new Quality(0, 0, 0, 0, 0));

        static Reading plain(Quality quality) {
            return new Reading("", false, 0, false, quality);
        }
    }

    /// The parts of the quality score, in points; their sum is the score.
    ///
    /// | part | points | all of them for |
    /// |---|---|---|
    /// | length | 40 | 400 words |
    /// | paragraphs | 20 | 10 lines of 80 characters or more |
    /// | visible share | 15 | a tenth of the source being text |
    /// | title | 10 | having one |
    /// | details | 15 | 5 each for description, byline and date |
    public record Quality(double length, double paragraphs, double visibleShare, double title, double details) {
        int score() {
            return (int) Math.round(length + paragraphs + visibleShare + title + details);
        }
    }
}
