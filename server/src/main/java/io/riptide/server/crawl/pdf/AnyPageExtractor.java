package io.riptide.server.crawl.pdf;

import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractOptions;
import io.riptide.server.crawl.extract.Extractor;
import io.riptide.server.crawl.extract.PageJudge;
import io.riptide.server.crawl.extract.PageSource;

/// Reads PDFs, and by another extractor all that is none.
///
/// - **Threading:** any thread; a PDF may wait for its turn, see [PdfExtractor].
public final class AnyPageExtractor implements Extractor {
    private final Extractor html;
    private final PdfExtractor pdf;

    /// Pages are read by `html`, and so is what a PDF says.
    public AnyPageExtractor(Extractor html) {
        this.html = html;
        this.pdf = new PdfExtractor(html, PdfLimits.STANDARD);
    }

    @Override
    public Document extract(PageSource page, ExtractOptions options, PageJudge judge) throws ExtractException {
        byte[] body = page.body();
        boolean isWhole = page.offset() == 0 && page.length() == body.length;
        return isWhole && PdfExtractor.recognises(body, page.contentType())
                ? pdf.extract(body, page.url(), options)
                : html.extract(page, options, judge);
    }
}
