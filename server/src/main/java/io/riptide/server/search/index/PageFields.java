package io.riptide.server.search.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.lucene.search.DocIdSetIterator.NO_MORE_DOCS;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/// How a page lies in the index.
///
/// | field | searched | stored |
/// |---|---|---|
/// | `url` | as it is | yes |
/// | `title` | words, how often | as UTF-8 |
/// | `text` | words, how often | as UTF-8, beside the others |
/// | `pairs` | which words follow each other, as [WordPairs] tells | beside the others |
/// | `language` | primary subtag, in lower case | no |
/// | `tag` | no | language as added |
/// | `fetched` | no | milliseconds since 1970 |
/// | `added` | number, counting up, by which the oldest go | no |
///
/// Where the words are is not kept: it would make indexing four times as dear and the files twice as large. The
/// few pages that a query finds are read again for it, see [PageSearch]. For the same reason the text is a
/// value of its own and not a stored field: Lucene compresses those, and again with each merge, which is as
/// much work as all the rest.
///
/// - **Threading:** one thread; a page is written before the next one is made.
final class PageFields {
    static final String URL = "url";
    static final String TITLE = "title";
    static final String TEXT = "text";
    static final String PAIRS = "pairs";
    static final String LANGUAGE = "language";
    static final String TAG = "tag";
    static final String FETCHED = "fetched";
    static final String ADDED = "added";

    /// Longer ones are cut.
    static final int TITLE_CHARS_MAX = 1_024;

    /// Of a URL; three bytes a character are what Lucene still takes as one term.
    static final int URL_CHARS_MAX = 8_192;

    /// Of a tag; more than any that is in use.
    static final int LANGUAGE_CHARS_MAX = 64;

    private static final int OVERHEAD_BYTES = 256;

    private static final FieldType WORDS = words();

    private final PageTerms titleTerms = new PageTerms();
    private final PageTerms textTerms = new PageTerms();
    private final WordPairs pairs = new WordPairs();

    private long bytes;

    private static FieldType words() {
        var type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        type.setTokenized(true);
        type.freeze();
        return type;
    }

    /// What is to be written of `page`; good until the next one is made.
    Document document(IndexedPage page, long added) {
        pairs.clear();
        titleTerms.read(page.title(), pairs);
        pairs.endText();
        textTerms.read(page.text(), pairs);
        BytesRef filter = pairs.filter();
        byte[] text = page.text().getBytes(UTF_8);
        bytes = OVERHEAD_BYTES
                + page.url().length()
                + page.title().length()
                + text.length
                + filter.length
                + textTerms.bytes();
        var document = new Document();
        document.add(new StringField(URL, page.url(), Field.Store.YES));
        document.add(new Field(TITLE, titleTerms, WORDS));
        document.add(new StoredField(TITLE, page.title().getBytes(UTF_8)));
        document.add(new Field(TEXT, textTerms, WORDS));
        document.add(new BinaryDocValuesField(TEXT, new BytesRef(text)));
        document.add(new BinaryDocValuesField(PAIRS, filter));
        document.add(new StringField(LANGUAGE, primary(page.language()), Field.Store.NO));
        document.add(new StoredField(TAG, page.language()));
        document.add(new StoredField(FETCHED, page.fetchedAt().toEpochMilli()));
        document.add(new LongPoint(ADDED, added));
        document.add(new NumericDocValuesField(ADDED, added));
        return document;
    }

    /// About what the last document takes in a file.
    long bytes() {
        return bytes;
    }

    /// When the page that `url` names was fetched, in milliseconds since 1970, if `reader` has it; else the least
    /// number.
    static long fetchedMs(IndexReader reader, Term url) throws IOException {
        for (LeafReaderContext leaf : reader.leaves()) {
            Bits live = leaf.reader().getLiveDocs();
            PostingsEnum pages = leaf.reader().postings(url, PostingsEnum.NONE);
            int page = pages == null ? NO_MORE_DOCS : pages.nextDoc();
            while (page != NO_MORE_DOCS && live != null && !live.get(page)) {
                page = pages.nextDoc();
            }
            if (page != NO_MORE_DOCS) {
                Document stored = leaf.reader().storedFields().document(page, Set.of(FETCHED));
                return stored.getField(FETCHED).numericValue().longValue();
            }
        }
        return Long.MIN_VALUE;
    }

    /// Title of a page that was found, as one line.
    static String title(Document stored) {
        return PlainText.collapse(string(stored.getBinaryValue(TITLE)));
    }

    /// Text of page `document` of `leaf`, as it was added.
    static String text(LeafReader leaf, int document) throws IOException {
        BinaryDocValues texts = DocValues.getBinary(leaf, TEXT);
        return texts.advanceExact(document) ? string(texts.binaryValue()) : "";
    }

    /// Whether `term` is in the text of page `document` of `leaf`.
    static boolean isInText(LeafReader leaf, int document, String term) throws IOException {
        PostingsEnum pages = leaf.postings(new Term(TEXT, term), PostingsEnum.NONE);
        return pages != null && pages.advance(document) == document;
    }

    private static String string(BytesRef bytes) {
        return new String(bytes.bytes, bytes.offset, bytes.length, UTF_8);
    }

    static IndexHit hit(Document document, String title, String snippet, float score) {
        Number fetched = document.getField(FETCHED).numericValue();
        return new IndexHit(
                document.get(URL), title, snippet, document.get(TAG), Instant.ofEpochMilli(fetched.longValue()), score);
    }

    static Term urlOf(IndexedPage page) {
        return new Term(URL, page.url());
    }

    /// `de` of `de-AT`.
    static String primary(String tag) {
        int end = tag.indexOf('-');
        return (end < 0 ? tag : tag.substring(0, end)).toLowerCase(Locale.ROOT);
    }
}
