package io.riptide.server.search.index;

import io.riptide.server.search.index.QueryReader.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;

/// Answers one query from one state of the index.
///
/// The index knows which words a page has, not where. So pages that were found are read again, for their
/// snippets and for phrases: a tenth of a millisecond each.
final class PageSearch {
    /// The best pages with all words of a phrase; others are not looked at for it.
    static final int PHRASE_PAGES_MAX = 500;

    private final IndexSearcher searcher;

    PageSearch(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    List<IndexHit> find(IndexQuery query) throws IOException {
        Optional<Reading> reading = QueryReader.read(query);
        return reading.isEmpty() ? List.of() : find(reading.get(), query.hitsMax());
    }

    private List<IndexHit> find(Reading reading, int hitsMax) throws IOException {
        StoredFields stored = searcher.storedFields();
        var places = new TermPlaces(reading.terms());
        int pagesMax = reading.phrases().isEmpty() ? hitsMax : PHRASE_PAGES_MAX;
        List<IndexHit> hits = new ArrayList<>();
        for (ScoreDoc found : searcher.search(reading.query(), pagesMax).scoreDocs) {
            hit(reading, found, stored.document(found.doc), places).ifPresent(hits::add);
            if (hits.size() == hitsMax) {
                break;
            }
        }
        return List.copyOf(hits);
    }

    private Optional<IndexHit> hit(Reading reading, ScoreDoc found, Document stored, TermPlaces places)
            throws IOException {
        LeafReaderContext leaf = leafOf(found.doc);
        int document = found.doc - leaf.docBase;
        String title = PageFields.title(stored);
        String text = PageFields.text(leaf.reader(), document);
        if (reading.phrases().isEmpty()) {
            places.readForSnippet(text, term -> PageFields.isInText(leaf.reader(), document, term));
        } else if (!hasAll(reading, title, text, places)) {
            return Optional.empty();
        }
        return Optional.of(PageFields.hit(stored, title, Snippet.of(text, places.matches()), found.score));
    }

    private LeafReaderContext leafOf(int document) {
        List<LeafReaderContext> leaves = searcher.getLeafContexts();
        return leaves.get(ReaderUtil.subIndex(document, leaves));
    }

    /// Whether each phrase is in the title or in the text; leaves the places of the text.
    private static boolean hasAll(Reading reading, String title, String text, TermPlaces places) {
        places.read(title);
        var others =
                reading.phrases().stream().filter(phrase -> !places.has(phrase)).toList();
        places.read(text);
        return others.stream().allMatch(places::has);
    }
}
