package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.Document.Measures;
import io.riptide.server.crawl.extract.ExtractException.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.parser.ParseSettings;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;

/// Extracts with jsoup: decode, parse, one look over all elements, then one walk that writes every format at
/// once.
///
/// The article is what lies in `main`, else in the only `article`, else in the body, without the page's frame
/// ([ContentScope#article]). Pages of other kinds than HTML are taken as they are.
///
/// - **Threading:** any thread, many at once; each call has its own parser.
/// - **Bounds:** linear in the page, which the fetch has bounded; elements nest [#DEPTH_MAX] deep at most,
///   deeper ones are put beside each other; output by [ExtractLimits].
public final class JsoupExtractor implements Extractor {
    private static final int DEPTH_MAX = 512;

    private final ExtractLimits limits;

    /// An extractor whose documents keep to `limits`.
    public JsoupExtractor(ExtractLimits limits) {
        this.limits = limits;
    }

    @Override
    public Document extract(PageSource page, ExtractOptions options) throws ExtractException {
        if (options.mode() == ExtractMode.NONE) {
            return head(page, Set.of(), PageMetadata.NONE);
        }
        PageKind kind = PageKind.of(page);
        String source = PageCharset.decode(page);
        if (!kind.isHtml()) {
            return PlainPage.document(page.url(), kind, source, options, limits);
        }
        try {
            return options.mode() == ExtractMode.METADATA
                    ? head(
                            page,
                            Set.of(ExtractFormat.METADATA),
                            MetadataReader.read(PageScan.of(parseHead(source, kind))))
                    : body(page, source, parse(source, kind), options);
        } catch (RuntimeException fault) {
            // A stranger's page must not end the crawl, whatever the parser thinks of it.
            throw new ExtractException(Fault.EXTRACT, "the page could not be parsed: " + fault);
        }
    }

    private static Document head(PageSource page, Set<ExtractFormat> formats, PageMetadata metadata) {
        return new Document(page.url(), formats, metadata, "", "", "", List.of(), List.of(), Measures.NONE, false);
    }

    private static Parser parser(PageKind kind) {
        Parser parser =
                kind == PageKind.XHTML ? Parser.xmlParser().settings(ParseSettings.htmlDefault) : Parser.htmlParser();
        return parser.setMaxDepth(DEPTH_MAX);
    }

    private static org.jsoup.nodes.Document parse(String source, PageKind kind) {
        org.jsoup.nodes.Document parsed = parser(kind).parseInput(source, "");
        // Whoever labels tag soup as XHTML gets what a browser would have made of it as HTML.
        boolean isBroken = kind == PageKind.XHTML && parsed.selectFirst("html > body") == null;
        return isBroken ? parser(PageKind.HTML).parseInput(source, "") : parsed;
    }

    /// The page up to its head's end; what follows is not even parsed.
    private static Element parseHead(String source, PageKind kind) {
        try (StreamParser stream = new StreamParser(parser(kind))) {
            stream.parse(source, "");
            stream.selectFirst("head");
            return stream.document();
        } catch (IOException impossible) {
            throw new IllegalStateException("reading a string failed", impossible);
        }
    }

    private Document body(PageSource page, String source, org.jsoup.nodes.Document parsed, ExtractOptions options) {
        PageScan scan = PageScan.of(parsed);
        PageMetadata metadata = MetadataReader.read(scan);
        LinkResolver pageLinks = new LinkResolver(page.url());
        String base = scan.baseReference().isEmpty()
                ? page.url()
                : pageLinks.resolve(scan.baseReference()).orElse(page.url());
        Sinks sinks = new Sinks(new LinkResolver(base), options);
        Element body = parsed.body();
        if (options.mode() == ExtractMode.ARTICLE) {
            TextAmounts amounts = new TextAmounts();
            ContentScope.VISIBLE.walk(body, List.of(amounts));
            ContentScope.article(amounts).walk(ContentRoot.of(scan, amounts, body), sinks.content);
        } else {
            ContentScope.VISIBLE.walk(body, sinks.content);
        }
        if (options.wants(ExtractFormat.LINKS)) {
            ContentScope.VISIBLE.walk(body, List.of(sinks.links));
        }
        return sinks.document(page.url(), source.length(), metadata);
    }

    /// The writers of one page; only those asked for take part in the walk, but text is always needed for the
    /// measures.
    private final class Sinks {
        private final ExtractOptions options;
        private final List<ContentSink> content = new ArrayList<>();
        private final TextWriter text;
        private final MarkdownWriter markdown;
        private final HtmlWriter html;
        private final MediaCollector media;
        private final LinkCollector links;

        Sinks(LinkResolver resolver, ExtractOptions options) {
            this.options = options;
            text = new TextWriter(limits.outputCharsMax());
            markdown = new MarkdownWriter(limits.outputCharsMax(), resolver);
            html = new HtmlWriter(limits.outputCharsMax(), resolver);
            media = new MediaCollector(limits.mediaMax(), resolver);
            links = new LinkCollector(limits.linksMax(), resolver);
            content.add(text);
            addIf(ExtractFormat.MARKDOWN, markdown);
            addIf(ExtractFormat.HTML, html);
            addIf(ExtractFormat.MEDIA, media);
        }

        private void addIf(ExtractFormat format, ContentSink sink) {
            if (options.wants(format)) {
                content.add(sink);
            }
        }

        Document document(String url, int sourceChars, PageMetadata metadata) {
            String plain = text.finish();
            boolean truncated = text.isTruncated()
                    || markdown.isTruncated()
                    || html.isTruncated()
                    || media.isTruncated()
                    || links.isTruncated();
            return new Document(
                    url,
                    options.formats().isEmpty() ? Set.of() : EnumSet.copyOf(options.formats()),
                    metadata,
                    options.wants(ExtractFormat.TEXT) ? plain : "",
                    markdown.finish(),
                    html.finish(),
                    links.finish(),
                    media.finish(),
                    ContentMeasures.of(plain, sourceChars, metadata),
                    truncated);
        }
    }
}
