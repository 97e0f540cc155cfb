package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.Document.Measures;
import io.riptide.server.crawl.extract.Document.Reading;
import io.riptide.server.crawl.extract.ExtractException.Fault;
import io.riptide.server.crawl.extract.choice.ContentChoice;
import io.riptide.server.crawl.extract.deadline.Deadline;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jsoup.nodes.Element;
import org.jsoup.parser.StreamParser;

/// Extracts with jsoup: decode, parse, one look over all elements, then one walk that writes every format at
/// once.
///
/// What of the page is content is [ContentChoice]'s to say. Where the page shows next to nothing, since its
/// script does not run here, the text that it gives search engines as JSON-LD ([StandIn]) comes after it. Feeds are
/// read as the HTML that they stand for; pages of other kinds are taken as they are.
///
/// Time is shared out: a half for parsing, a quarter for choosing, the rest for writing. A parser that is out
/// of time sees the page end there, and what comes after makes do with that.
///
/// - **Threading:** any thread, many at once; each call has its own parser.
/// - **Bounds:** linear in the page, which the fetch has bounded; elements nest 512 deep at most, deeper ones are put
///   beside each other; output and time by [ExtractLimits].
public final class JsoupExtractor implements Extractor {
    private static final int PARSED_PERCENT = 50;
    private static final int CHOSEN_PERCENT = 75;
    private static final int WRITTEN_PERCENT = 100;
    private static final long NS_A_MS = 1_000_000;

    private final ExtractLimits limits;

    /// An extractor whose documents keep to `limits`.
    public JsoupExtractor(ExtractLimits limits) {
        this.limits = limits;
    }

    @Override
    public Document extract(PageSource page, ExtractOptions options, PageJudge judge) throws ExtractException {
        return extract(page, options, judge, new Deadline(System::nanoTime, limits.timeMs() * NS_A_MS));
    }

    Document extract(PageSource page, ExtractOptions options, PageJudge judge, Deadline deadline)
            throws ExtractException {
        if (options.mode() == ExtractMode.NONE) {
            return head(page, Set.of(), PageMetadata.NONE);
        }
        PageKind kind = PageKind.of(page);
        PageText source = PageCharset.decode(page);
        if (!kind.isHtml() && kind != PageKind.FEED) {
            return PlainPage.document(page.url(), kind, source.whole(), options, limits);
        }
        try {
            return options.mode() == ExtractMode.METADATA
                    ? head(
                            page,
                            Set.of(ExtractFormat.METADATA),
                            MetadataReader.read(PageScan.of(
                                    parseHead(source, kind, deadline), page.url(), deadline.until(CHOSEN_PERCENT))))
                    : new BodyReading(
                                    page,
                                    judged(source, kind, judge, deadline),
                                    source.charset(),
                                    kind == PageKind.FEED ? full(options) : options,
                                    deadline)
                            .document();
        } catch (RuntimeException fault) {
            // A stranger's page must not end the crawl, whatever the parser thinks of it.
            throw new ExtractException(Fault.EXTRACT, "the page could not be parsed: " + fault);
        }
    }

    /// Of a feed all was chosen already.
    private static ExtractOptions full(ExtractOptions options) {
        return new ExtractOptions(ExtractMode.FULL, options.formats(), options.charsMax());
    }

    private static Document head(PageSource page, Set<ExtractFormat> formats, PageMetadata metadata) {
        return new Document(
                page.url(),
                formats,
                metadata,
                "",
                "",
                "",
                List.of(),
                List.of(),
                List.of(),
                Measures.NONE,
                Reading.NONE,
                false);
    }

    private static ParsedPage judged(PageText source, PageKind kind, PageJudge judge, Deadline deadline)
            throws ExtractException {
        ParsedPage parsed = ParsedPage.of(source, kind, deadline.until(PARSED_PERCENT));
        if (kind == PageKind.FEED) {
            return parsed.with(FeedPage.of(parsed.page(), deadline.until(CHOSEN_PERCENT)));
        }
        PageJudge.Verdict verdict = judge.judge(parsed.page());
        if (!verdict.refusal().isEmpty()) {
            throw new ExtractException(Fault.EXTRACT, verdict.refusal());
        }
        if (verdict.better().isEmpty()) {
            return parsed;
        }
        Reader better = new StringReader(verdict.better());
        return parsed.with(ParsedPage.of(better, PageKind.HTML, deadline.until(PARSED_PERCENT))
                .page());
    }

    /// The page up to its head's end; what follows is not even parsed.
    private static Element parseHead(PageText source, PageKind kind, Deadline deadline) {
        if (kind == PageKind.FEED) {
            return FeedPage.of(ParsedPage.parser(kind).parseInput(source.reader(), ""), deadline.until(CHOSEN_PERCENT));
        }
        try (StreamParser stream = new StreamParser(ParsedPage.parser(kind))) {
            stream.parse(source.reader(), "");
            stream.selectFirst("head");
            return stream.document();
        } catch (IOException impossible) {
            throw new IllegalStateException("reading an array failed", impossible);
        }
    }

    /// One page on its way from source to document.
    private final class BodyReading {
        private final PageSource page;
        private final ExtractOptions options;
        private final Deadline deadline;
        private final int sourceChars;
        private final Charset charset;
        private final Element body;
        private final PageScan scan;

        BodyReading(PageSource page, ParsedPage parsed, Charset charset, ExtractOptions options, Deadline deadline) {
            this.page = page;
            this.charset = charset;
            this.options = options;
            this.deadline = deadline;
            sourceChars = parsed.chars();
            body = shown(parsed.page().body());
            scan = PageScan.of(parsed.page(), page.url(), deadline.until(CHOSEN_PERCENT));
        }

        /// A frameset shows what it holds for readers without frames, which the parser leaves as it is written.
        private static Element shown(Element body) {
            Element fallback = body.nameIs("frameset") ? body.selectFirst("noframes") : null;
            if (fallback != null) {
                body.appendElement("div").append(fallback.data());
            }
            return body;
        }

        Document document() {
            Deadline.Stage choosing = deadline.until(CHOSEN_PERCENT);
            ContentChoice choice = options.mode() == ExtractMode.ARTICLE
                    ? ContentChoice.content(body, scan.signs(), choosing)
                    : ContentChoice.visible(body, scan.signs(), choosing);
            Sinks sinks = new Sinks(new LinkResolver(base(), charset), options);
            ContentScope scope = new ContentScope(choice, deadline.until(WRITTEN_PERCENT));
            walk(choice, scope, sinks.content);
            if (options.wants(ExtractFormat.LINKS)) {
                scope.walkLinks(sinks.links);
            }
            return sinks.document(
                    page.url(), sourceChars, MetadataReader.read(scan), quality -> reading(choice, quality));
        }

        private String base() {
            return scan.baseReference().isEmpty()
                    ? page.url()
                    : new LinkResolver(page.url(), charset)
                            .resolve(scan.baseReference())
                            .orElse(page.url());
        }

        /// What is visible, then what stands in for more unless it holds that.
        private void walk(ContentChoice choice, ContentScope scope, List<ContentSink> sinks) {
            Optional<Element> standIn = StandIn.of(scan.jsonLd(), choice.visibleChars());
            if (standIn.isEmpty() || !holds(standIn.get(), choice, scope)) {
                scope.walk(choice.root(), sinks);
            }
            standIn.ifPresent(element -> scope.walk(element, sinks));
        }

        private boolean holds(Element standIn, ContentChoice choice, ContentScope scope) {
            TextWriter shown = new TextWriter(limits.outputCharsMax());
            scope.walk(choice.root(), List.of(shown));
            String text = standIn.text();
            return text.contains(Cuts.line(shown.finish(), text.length()));
        }

        private Reading reading(ContentChoice choice, Document.Quality quality) {
            return new Reading(
                    choice.genre().wireName(), deadline.isMissed(), choice.hiddenChars(), choice.revealsAny(), quality);
        }
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
            int charsMax = Math.min(limits.outputCharsMax(), options.charsMax());
            markdown = new MarkdownWriter(charsMax, resolver);
            html = new HtmlWriter(charsMax, resolver);
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

        Document document(
                String url, int sourceChars, PageMetadata declared, Function<Document.Quality, Reading> reading) {
            String plain = text.finish();
            PageMetadata metadata = declared.language().isEmpty() && options.wants(ExtractFormat.METADATA)
                    ? declared.withLanguage(LanguageGuess.of(plain))
                    : declared;
            int words = ContentMeasures.words(plain);
            Document.Quality quality = ContentMeasures.quality(plain, words, sourceChars, metadata);
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
                    links.unlisted(),
                    media.finish(),
                    ContentMeasures.of(words, quality),
                    reading.apply(quality),
                    truncated);
        }
    }
}
