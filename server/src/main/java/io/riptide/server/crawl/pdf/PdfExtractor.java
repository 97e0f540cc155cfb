package io.riptide.server.crawl.pdf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.crawl.extract.ExtractOptions;
import io.riptide.server.crawl.extract.Extractor;
import io.riptide.server.crawl.extract.PageSource;
import io.riptide.server.crawl.extract.Unreadable;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Makes the document of a PDF: title, author, date, text in paragraphs, links.
///
/// What the file holds is told once more as HTML and read by the extractor for that, so that a document is the
/// same in every respect whatever it was made of. Nothing of PDFBox is loaded before the first PDF comes.
///
/// - **Threading:** any thread, many at once; half as many as there are cores work and the others wait, since a
///   PDF keeps a core busy and virtual threads share few.
/// - **Ownership:** borrows the bytes for the call and keeps no part of them.
/// - **Bounds:** [PdfLimits], where the memory of one is said; at most so many of them at once as work. How the
///   time is kept, and what it cannot stop, is said at [PdfBudget].
/// - **Failure:** [ExtractException] for what is no PDF, is broken, needs a password, is too large, or gave no
///   page in time. What was only cut is a document that says so.
/// - **Source:** ISO 32000-2, 7.5.2 "File header".
public final class PdfExtractor {
    private static final byte[] MAGIC = "%PDF-".getBytes(ISO_8859_1);

    /// Readers accept the header anywhere in so many bytes.
    private static final int SNIFF_BYTES = 1_024;

    private static final Set<String> PDF_TYPES = Set.of("application/pdf", "application/x-pdf");

    private static final String HTML_TYPE = "text/html; charset=utf-8";

    private final Extractor html;
    private final PdfLimits limits;
    private final Semaphore places =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    /// An extractor that keeps to `limits` and has `html` make the documents.
    public PdfExtractor(Extractor html, PdfLimits limits) {
        this.html = html;
        this.limits = limits;
    }

    /// Whether a body is a PDF: it is called one, or has the header near its start.
    ///
    /// A page of text that merely speaks of PDFs is none, so there the header has to be the first thing.
    public static boolean recognises(byte[] body, @Nullable String contentType) {
        String type = mediaType(contentType);
        return PDF_TYPES.contains(type) || hasHeader(body, isTextual(type) ? MAGIC.length : SNIFF_BYTES);
    }

    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isTextual(String type) {
        return type.startsWith("text/") || type.endsWith("xml") || type.endsWith("json") || type.endsWith("script");
    }

    private static boolean hasHeader(byte[] body, int within) {
        int last = Math.min(body.length, within) - MAGIC.length;
        for (int i = 0; i <= last; i++) {
            int matched = 0;
            while (matched < MAGIC.length && body[i + matched] == MAGIC[matched]) {
                matched++;
            }
            if (matched == MAGIC.length) {
                return true;
            }
        }
        return false;
    }

    /// The document of the PDF `body`, found at `url`, with the parts that `options` asks for.
    public Document extract(byte[] body, String url, ExtractOptions options) throws ExtractException {
        if (options.mode() == ExtractMode.NONE) {
            return retold("", url, options);
        }
        if (body.length > limits.bytesMax()) {
            throw Unreadable.because(
                    "the PDF has " + body.length + " bytes, and at most " + limits.bytesMax() + " are read");
        }
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Unreadable.because("interrupted before the PDF was read");
        }
        try {
            PdfContents contents = PdfReader.read(body, options.mode(), limits, PdfBudget.of(limits));
            Document document = retold(PdfHtml.of(contents), url, options);
            return contents.isCut() && options.mode() != ExtractMode.METADATA ? truncated(document) : document;
        } finally {
            places.release();
        }
    }

    private Document retold(String text, String url, ExtractOptions options) throws ExtractException {
        byte[] page = text.getBytes(UTF_8);
        // All there is was already chosen: no part of it is a menu that ARTICLE would have to look for.
        ExtractMode mode = options.mode() == ExtractMode.ARTICLE ? ExtractMode.FULL : options.mode();
        return html.extract(
                new PageSource(page, 0, page.length, HTML_TYPE, url), new ExtractOptions(mode, options.formats()));
    }

    private static Document truncated(Document document) {
        return new Document(
                document.url(),
                document.formats(),
                document.metadata(),
                document.text(),
                document.markdown(),
                document.html(),
                document.links(),
                document.unlisted(),
                document.media(),
                document.measures(),
                document.reading(),
                true);
    }
}
