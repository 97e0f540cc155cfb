package io.riptide.server.search.index;

import java.time.Instant;
import java.util.Locale;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.Term;

/// How a page lies in the index.
///
/// | field | searched | stored |
/// |---|---|---|
/// | `url` | as it is | yes |
/// | `title` | words, positions | yes |
/// | `text` | words, positions, offsets (for snippets) | yes |
/// | `language` | primary subtag, in lower case | no |
/// | `tag` | no | language as added |
/// | `fetched` | no | milliseconds since 1970 |
/// | `added` | number, counting up, by which the oldest go | no |
final class PageFields {
    static final String URL = "url";
    static final String TITLE = "title";
    static final String TEXT = "text";
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

    private static final FieldType TITLE_TYPE = words(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    private static final FieldType TEXT_TYPE = words(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);

    private PageFields() {}

    private static FieldType words(IndexOptions options) {
        var type = new FieldType();
        type.setIndexOptions(options);
        type.setTokenized(true);
        type.setStored(true);
        type.freeze();
        return type;
    }

    static Document document(IndexedPage page, long added) {
        var document = new Document();
        document.add(new StringField(URL, page.url(), Field.Store.YES));
        document.add(new Field(TITLE, PlainText.collapse(page.title()), TITLE_TYPE));
        document.add(new Field(TEXT, PlainText.collapse(page.text()), TEXT_TYPE));
        document.add(new StringField(LANGUAGE, primary(page.language()), Field.Store.NO));
        document.add(new StoredField(TAG, page.language()));
        document.add(new StoredField(FETCHED, page.fetchedAt().toEpochMilli()));
        document.add(new LongPoint(ADDED, added));
        document.add(new NumericDocValuesField(ADDED, added));
        return document;
    }

    static IndexHit hit(Document document, String snippet, float score) {
        Number fetched = document.getField(FETCHED).numericValue();
        return new IndexHit(
                document.get(URL),
                document.get(TITLE),
                snippet,
                document.get(TAG),
                Instant.ofEpochMilli(fetched.longValue()),
                score);
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
