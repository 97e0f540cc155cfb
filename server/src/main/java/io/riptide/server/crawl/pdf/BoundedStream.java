package io.riptide.server.crawl.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSInputStream;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.filter.DecodeOptions;
import org.apache.pdfbox.filter.FilterFactory;
import org.apache.pdfbox.io.RandomAccessInputStream;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.io.RandomAccessReadView;
import org.apache.pdfbox.io.RandomAccessStreamCache;

/// A stream of a PDF that is decoded up to a bound: a kilobyte of Flate can stand for a megabyte, and filters
/// can be stacked.
///
/// - **Bounds:** [PdfBudget#streamBytesMax]; what goes beyond is left out and the budget told.
/// - **Failure:** [IOException] for pictures, which text has no use for, and for what cannot be decoded.
final class BoundedStream extends COSStream {
    private static final int FILTERS_MAX = 8;

    private static final Set<COSName> PICTURE_FILTERS = Set.of(
            COSName.DCT_DECODE,
            COSName.DCT_DECODE_ABBREVIATION,
            COSName.JPX_DECODE,
            COSName.JBIG2_DECODE,
            COSName.CCITTFAX_DECODE,
            COSName.CCITTFAX_DECODE_ABBREVIATION);

    private final PdfBudget budget;

    BoundedStream(RandomAccessStreamCache cache, RandomAccessReadView view, PdfBudget budget) throws IOException {
        super(cache, view);
        this.budget = budget;
    }

    /// Always a list: of a page whose only filter is named directly PDFBox reads the contents past
    /// [#createView].
    @Override
    public COSBase getFilters() {
        COSBase filters = super.getFilters();
        if (filters instanceof COSName) {
            COSArray list = new COSArray();
            list.add(filters);
            return list;
        }
        return filters;
    }

    @Override
    public RandomAccessRead createView() throws IOException {
        Set<COSName> filters = filters();
        return filters.isEmpty() ? super.createView() : decoded(filters);
    }

    @Override
    public COSInputStream createInputStream(DecodeOptions options) throws IOException {
        Set<COSName> filters = filters();
        if (filters.isEmpty()) {
            return super.createInputStream(options);
        }
        GuardedBytes decoded = decoded(filters);
        // Only a stream can make such an input stream, so one without filters is put around the bytes; closing
        // it would close what it gave.
        COSStream plain = new COSStream(null, new RandomAccessReadView(decoded, 0, decoded.length()));
        return plain.createInputStream(options);
    }

    private GuardedBytes decoded(Set<COSName> filters) throws IOException {
        InputStream encoded = createRawInputStream();
        BoundedSink sink = new BoundedSink(0, budget);
        int index = 0;
        for (COSName filter : filters) {
            budget.check();
            sink = new BoundedSink(budget.streamBytesMax(), budget);
            try (InputStream input = encoded) {
                FilterFactory.INSTANCE.getFilter(filter).decode(input, sink, this, index++);
            } catch (BoundedSink.FullException full) {
                budget.cut();
            }
            budget.decoded(sink.size());
            encoded = new RandomAccessInputStream(sink.view());
        }
        return sink.view();
    }

    /// The filters in order, each once: PDFBox takes a second one of a kind for a fault of the file.
    private Set<COSName> filters() throws IOException {
        Set<COSName> names = new LinkedHashSet<>();
        if (getFilters() instanceof COSArray list) {
            for (int i = 0; i < Math.min(list.size(), FILTERS_MAX); i++) {
                if (!(list.getObject(i) instanceof COSName name) || PICTURE_FILTERS.contains(name)) {
                    throw new IOException("not decoded: " + list.getObject(i));
                }
                names.add(name);
            }
        }
        return names;
    }
}
