package io.riptide.server.crawl.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
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

    /// Of a picture a hundred thousand pixels wide it would be 800,000.
    private static final int ROW_BYTES_MAX = 1 << 20;

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
        COSName type = getCOSName(COSName.TYPE);
        boolean isOfFile = COSName.OBJ_STM.equals(type) || COSName.XREF.equals(type);
        GuardedBytes view = decoded(filters(), isOfFile ? GuardedBytes.Holds.OBJECTS : GuardedBytes.Holds.OPERANDS);
        if (!budget.takesMap(view.mapWeight())) {
            throw new IOException("a character map that is too large");
        }
        return view;
    }

    @Override
    public COSInputStream createInputStream(DecodeOptions options) throws IOException {
        Set<COSName> filters = filters();
        if (filters.isEmpty() && !containsKey(COSName.LENGTH1)) {
            return super.createInputStream(options);
        }
        GuardedBytes decoded = decoded(filters, GuardedBytes.Holds.NOTHING);
        if (containsKey(COSName.LENGTH1)) {
            Type1Claims.require(decoded.toBytes(), getInt(COSName.LENGTH1));
        }
        // Only a stream can make such an input stream, so one without filters is put around the bytes; closing
        // it would close what it gave.
        COSStream plain = new COSStream(null, new RandomAccessReadView(decoded, 0, decoded.length()));
        return plain.createInputStream(options);
    }

    private GuardedBytes decoded(Set<COSName> filters, GuardedBytes.Holds holds) throws IOException {
        InputStream encoded = createRawInputStream();
        if (filters.isEmpty()) {
            return plain(encoded, holds);
        }
        BoundedSink sink = new BoundedSink(0, budget);
        int index = 0;
        for (COSName filter : filters) {
            budget.check();
            requireRows(index);
            sink = new BoundedSink(budget.streamBytesMax(), budget);
            try (InputStream input = encoded) {
                FilterFactory.INSTANCE.getFilter(filter).decode(input, sink, this, index++);
            } catch (BoundedSink.FullException full) {
                budget.cut();
            }
            budget.decoded(sink.size());
            encoded = new RandomAccessInputStream(sink.view(GuardedBytes.Holds.NOTHING));
        }
        return sink.view(holds);
    }

    /// What lies in the file as it is.
    private GuardedBytes plain(InputStream bytes, GuardedBytes.Holds holds) throws IOException {
        BoundedSink sink = new BoundedSink(budget.streamBytesMax(), budget);
        try (InputStream input = bytes) {
            input.transferTo(sink);
        } catch (BoundedSink.FullException full) {
            budget.cut();
        }
        budget.decoded(sink.size());
        return sink.view(holds);
    }

    /// A predictor holds three rows, of a length that the file claims.
    private void requireRows(int index) throws IOException {
        COSBase parameters = getDictionaryObject(COSName.DECODE_PARMS, COSName.DP);
        if (parameters instanceof COSArray list) {
            parameters = index < list.size() ? list.getObject(index) : null;
        }
        if (parameters instanceof COSDictionary row && row.getInt(COSName.PREDICTOR, 1) > 1) {
            double bits = (double) row.getInt(COSName.COLUMNS, 1)
                    * row.getInt(COSName.COLORS, 1)
                    * row.getInt(COSName.BITS_PER_COMPONENT, 8);
            if (bits < 0 || bits > ROW_BYTES_MAX * (double) Byte.SIZE) {
                throw new IOException("rows of " + (long) (bits / Byte.SIZE) + " bytes");
            }
        }
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
