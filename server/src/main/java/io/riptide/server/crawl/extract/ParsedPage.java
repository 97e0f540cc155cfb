package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.deadline.Deadline;
import io.riptide.server.crawl.extract.deadline.DeadlineReader;
import io.riptide.server.crawl.extract.html.HtmlParser;
import java.io.Reader;
import org.jsoup.nodes.Document;
import org.jsoup.parser.ParseSettings;
import org.jsoup.parser.Parser;

/// A page's tree and how many characters it was made of.
record ParsedPage(Document page, int chars) {
    /// The tree of `source` as far as it could be read until `stage` was over; it ends there as if the page did.
    static ParsedPage of(PageText source, PageKind kind, Deadline.Stage stage) {
        if (kind == PageKind.HTML) {
            return html(source, stage);
        }
        ParsedPage parsed = of(source.reader(), kind, stage);
        // Whoever labels tag soup as XHTML gets what a browser would have made of it as HTML.
        boolean isBroken = kind == PageKind.XHTML && parsed.page.selectFirst("html > body") == null;
        return isBroken ? html(source, stage) : parsed;
    }

    private static ParsedPage html(PageText source, Deadline.Stage stage) {
        return source.html(stage)
                .map(parsed -> new ParsedPage(parsed.document(), parsed.chars()))
                .orElseGet(() -> of(source.reader(), PageKind.HTML, stage));
    }

    /// The tree of a text.
    static ParsedPage of(Reader source, PageKind kind, Deadline.Stage stage) {
        DeadlineReader reader = new DeadlineReader(source, stage);
        return new ParsedPage(parser(kind).parseInput(reader, ""), reader.chars());
    }

    /// The library's parser for pages of `kind`.
    static Parser parser(PageKind kind) {
        Parser parser =
                kind == PageKind.HTML ? Parser.htmlParser() : Parser.xmlParser().settings(ParseSettings.htmlDefault);
        return parser.setMaxDepth(HtmlParser.DEPTH_MAX);
    }

    /// Another tree in place of this one, made of as many characters.
    ParsedPage with(Document other) {
        return new ParsedPage(other, chars);
    }
}
