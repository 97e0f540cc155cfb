package io.riptide.server.crawl.pdf;

import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractFormat;
import io.riptide.server.crawl.extract.ExtractLimits;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.crawl.extract.ExtractOptions;
import io.riptide.server.crawl.extract.JsoupExtractor;
import java.util.EnumSet;

/// Short ways to read PDFs in a test.
final class Reading {
    static final String URL = "https://example.org/papers/one.pdf";

    private Reading() {}

    static PdfExtractor extractor(PdfLimits limits) {
        return new PdfExtractor(new JsoupExtractor(ExtractLimits.STANDARD), limits);
    }

    static ExtractOptions everything(ExtractMode mode) {
        return new ExtractOptions(mode, EnumSet.allOf(ExtractFormat.class));
    }

    static Document read(byte[] body, ExtractMode mode, PdfLimits limits) {
        try {
            return extractor(limits).extract(body, URL, everything(mode));
        } catch (ExtractException e) {
            throw new AssertionError(e);
        }
    }

    static Document article(byte[] body) {
        return read(body, ExtractMode.ARTICLE, PdfLimits.STANDARD);
    }
}
