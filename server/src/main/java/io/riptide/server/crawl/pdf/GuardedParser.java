package io.riptide.server.crawl.pdf;

import java.io.IOException;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSDocument;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.io.RandomAccessStreamCache;
import org.apache.pdfbox.pdfparser.COSParser;
import org.apache.pdfbox.pdfparser.PDFParser;

/// PDFBox's parser, reading through the budget and making bounded streams.
final class GuardedParser extends PDFParser {

    private final PdfBudget budget;

    GuardedParser(byte[] body, PdfBudget budget) throws IOException {
        super(
                new GuardedBytes(body, body.length, budget, GuardedBytes.Holds.NOTHING),
                "",
                null,
                null,
                IOUtils.createMemoryOnlyStreamCache());
        this.budget = budget;
        // The parser's own document is empty yet, and nobody else has seen it.
        document.close();
        document = new BoundedDocument(this, budget);
    }

    /// Each element of an array and each value of a dictionary comes from here.
    @Override
    protected COSBase parseDirObject() throws IOException {
        budget.object();
        return super.parseDirObject();
    }

    private static final class BoundedDocument extends COSDocument {
        private final COSParser parser;
        private final PdfBudget budget;
        private final RandomAccessStreamCache decrypted;

        BoundedDocument(COSParser parser, PdfBudget budget) throws IOException {
            super(IOUtils.createMemoryOnlyStreamCache(), parser);
            this.parser = parser;
            this.budget = budget;
            this.decrypted = MemoryUsageSetting.setupMainMemoryOnly(budget.bytesMax())
                    .streamCache
                    .create();
        }

        @Override
        public COSStream createCOSStream(COSDictionary dictionary, long start, long length) throws IOException {
            COSStream stream = new BoundedStream(decrypted, parser.createRandomAccessReadView(start, length), budget);
            dictionary.forEach(stream::setItem);
            stream.setKey(dictionary.getKey());
            return stream;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                decrypted.close();
            }
        }
    }
}
