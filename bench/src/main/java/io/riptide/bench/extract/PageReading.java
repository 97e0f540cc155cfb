package io.riptide.bench.extract;

import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.DocumentJson;
import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractFormat;
import io.riptide.server.crawl.extract.ExtractLimits;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.crawl.extract.ExtractOptions;
import io.riptide.server.crawl.extract.JsoupExtractor;
import io.riptide.server.crawl.extract.PageSource;
import io.riptide.server.crawl.extract.deadline.Deadline;
import io.riptide.server.crawl.extract.html.HtmlParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jsoup.parser.Parser;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The work that is measured: a page by a parser alone, and by all of the server up to the JSON that a client gets.
///
/// - **Threading:** any thread, many at once.
final class PageReading {
    /// What a crawl asks for unless it says otherwise, and metadata.
    private static final Set<ExtractFormat> FORMATS =
            EnumSet.of(ExtractFormat.MARKDOWN, ExtractFormat.TEXT, ExtractFormat.LINKS, ExtractFormat.METADATA);

    private static final int PATIENCE_MS = 60_000;

    private final JsoupExtractor extractor = new JsoupExtractor(ExtractLimits.STANDARD);
    private final JsoupExtractor patient = new JsoupExtractor(new ExtractLimits(
            ExtractLimits.STANDARD.outputCharsMax(),
            ExtractLimits.STANDARD.linksMax(),
            ExtractLimits.STANDARD.mediaMax(),
            PATIENCE_MS));
    private final ExtractOptions options = new ExtractOptions(ExtractMode.ARTICLE, FORMATS);
    private final JsonFactory json = new JsonFactory();

    /// Parses only, as the server does; answers something that the compiler cannot leave out.
    int parse(byte[] html) {
        return quick(html).orElseGet(() -> jsoup(html)).childNodeSize();
    }

    /// Parses with the library that the server's parser is measured against.
    int parseByJsoup(byte[] html) {
        return jsoup(html).childNodeSize();
    }

    /// Whether the server leaves the page to that library.
    boolean isLeftToJsoup(byte[] html) {
        return quick(html).isEmpty();
    }

    private static Optional<org.jsoup.nodes.Document> quick(byte[] html) {
        Deadline deadline = new Deadline(System::nanoTime, TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS));
        return HtmlParser.parse(html, 0, html.length, StandardCharsets.UTF_8, deadline.until(100))
                .map(HtmlParser.Parsed::document);
    }

    private static org.jsoup.nodes.Document jsoup(byte[] html) {
        Parser parser = Parser.htmlParser().setMaxDepth(HtmlParser.DEPTH_MAX);
        Reader source = new InputStreamReader(new ByteArrayInputStream(html), StandardCharsets.UTF_8);
        return parser.parseInput(source, "");
    }

    /// With the time that the server gives a page.
    Document extract(Corpus.Page page, byte[] html) {
        return extract(extractor, page, html);
    }

    /// With time enough on a machine that is busy: quality is measured apart from speed.
    Document extractPatiently(Corpus.Page page, byte[] html) {
        return extract(patient, page, html);
    }

    private Document extract(JsoupExtractor by, Corpus.Page page, byte[] html) {
        try {
            return by.extract(new PageSource(html, 0, html.length, "text/html", page.url()), options);
        } catch (ExtractException e) {
            throw new IllegalStateException(page.name(), e);
        }
    }

    /// Bytes of the document as JSON.
    int write(Document document) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        try (JsonGenerator generator = json.createGenerator(ObjectWriteContext.empty(), out)) {
            DocumentJson.write(generator, document);
        }
        return out.size();
    }
}
