package io.riptide.server.crawl.extract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Set;

/// Pages that are not HTML: their text is taken as it is, and of Markdown the title and links.
final class PlainPage {
    /// A first line longer than this is prose, not a title.
    private static final int TITLE_CHARS_MAX = 120;

    private PlainPage() {}

    static Document document(String url, PageKind kind, String source, ExtractOptions options, ExtractLimits limits) {
        int charsMax = Math.min(limits.outputCharsMax(), options.charsMax());
        boolean isWritten = options.wants(ExtractFormat.MARKDOWN) || options.wants(ExtractFormat.HTML);
        boolean isRead = options.mode() != ExtractMode.METADATA;
        MarkdownPage markdown = new MarkdownPage(kind == PageKind.MARKDOWN ? source : "");
        PageMetadata metadata = PageMetadata.titled(kind == PageKind.TEXT ? title(source) : markdown.title());
        String text = Cuts.chars(source, limits.outputCharsMax());
        int words = ContentMeasures.words(text);
        Document.Quality quality = ContentMeasures.quality(text, words, text.length(), metadata);
        return new Document(
                url,
                isRead ? options.formats() : Set.of(ExtractFormat.METADATA),
                metadata,
                isRead && options.wants(ExtractFormat.TEXT) ? text : "",
                isRead && options.wants(ExtractFormat.MARKDOWN) ? markdown(kind, text, charsMax) : "",
                isRead && options.wants(ExtractFormat.HTML) ? html(text, charsMax) : "",
                isRead && options.wants(ExtractFormat.LINKS)
                        ? markdown.links(new LinkResolver(url, UTF_8), limits.linksMax())
                        : List.of(),
                List.of(),
                List.of(),
                isRead ? ContentMeasures.of(words, quality) : Document.Measures.NONE,
                isRead ? Document.Reading.plain(quality) : Document.Reading.NONE,
                isRead && (text.length() < source.length() || (isWritten && charsMax < text.length())));
    }

    /// The first line that is not blank, if it is short enough to be one.
    private static String title(String source) {
        int start = 0;
        while (start < source.length() && Character.isWhitespace(source.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < source.length() && source.charAt(end) != '\n' && source.charAt(end) != '\r') {
            if (end - start > TITLE_CHARS_MAX) {
                return "";
            }
            end++;
        }
        return Cuts.line(source.substring(start, end), TITLE_CHARS_MAX);
    }

    private static String markdown(PageKind kind, String text, int charsMax) {
        if (kind == PageKind.TEXT || kind == PageKind.MARKDOWN || text.isBlank()) {
            return Cuts.chars(text, charsMax);
        }
        String fence = CodeText.fence(text, 3);
        String body = Cuts.chars(text.stripTrailing(), Math.max(1, charsMax - 2 * fence.length() - 8));
        return fence + kind.fenceLanguage() + '\n' + body + '\n' + fence;
    }

    private static String html(String text, int charsMax) {
        HtmlWriter writer = new HtmlWriter(charsMax, new LinkResolver("", UTF_8));
        writer.text(Cuts.chars(text, charsMax));
        return "<pre>" + writer.finish() + "</pre>";
    }
}
