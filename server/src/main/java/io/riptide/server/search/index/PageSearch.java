package io.riptide.server.search.index;

import io.riptide.server.search.index.QueryReader.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;

/// Answers one query from one state of the index.
///
/// The index knows which words a page has, not where. So pages that were found are read again, for their
/// snippets and for phrases: a tenth of a millisecond each.
final class PageSearch {
    /// Pages that are read to see whether they have a phrase.
    private static final int PHRASE_READS_MAX = 500;

    private final IndexSearcher searcher;

    PageSearch(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    List<IndexHit> find(IndexQuery query) throws IOException {
        Optional<Reading> reading = QueryReader.read(query);
        return reading.isEmpty() ? List.of() : find(reading.get(), query.hitsMax());
    }

    private List<IndexHit> find(Reading reading, int hitsMax) throws IOException {
        List<IndexHit> hits = reading.phrases().isEmpty() ? withWords(reading, hitsMax) : withPhrases(reading, hitsMax);
        return List.copyOf(hits);
    }

    private List<IndexHit> withWords(Reading reading, int hitsMax) throws IOException {
        List<IndexHit> hits = new ArrayList<>();
        var places = new TermPlaces(reading.terms());
        for (ScoreDoc best : searcher.search(reading.query(), hitsMax).scoreDocs) {
            Page page = new Page(best);
            places.readForSnippet(page.text, page::hasInText);
            hits.add(page.hit(places));
        }
        return hits;
    }

    private List<IndexHit> withPhrases(Reading reading, int hitsMax) throws IOException {
        List<IndexHit> hits = new ArrayList<>();
        var places = new TermPlaces(reading.terms());
        var candidates = new PhraseCandidates(searcher, reading);
        int reads = 0;
        while (candidates.hasNext()) {
            for (ScoreDoc candidate : candidates.next()) {
                if (hits.size() == hitsMax || reads++ == PHRASE_READS_MAX) {
                    return hits;
                }
                Page page = new Page(candidate);
                if (hasAll(reading, page, places)) {
                    hits.add(page.hit(places));
                }
            }
        }
        return hits;
    }

    /// Whether each phrase is in the title or in the text; leaves the places of the text.
    private static boolean hasAll(Reading reading, Page page, TermPlaces places) throws IOException {
        places.read(page.title);
        var others =
                reading.phrases().stream().filter(phrase -> !places.has(phrase)).toList();
        if (others.isEmpty()) {
            places.readForSnippet(page.text, page::hasInText);
            return true;
        }
        return places.readForPhrases(page.text, others);
    }

    /// A page that was found, read.
    private final class Page {
        private final float score;
        private final LeafReader leaf;
        private final int document;
        private final Document stored;
        private final String title;
        private final String text;

        Page(ScoreDoc found) throws IOException {
            List<LeafReaderContext> leaves = searcher.getLeafContexts();
            LeafReaderContext context = leaves.get(ReaderUtil.subIndex(found.doc, leaves));
            score = found.score;
            leaf = context.reader();
            document = found.doc - context.docBase;
            stored = leaf.storedFields().document(document);
            title = PageFields.title(stored);
            text = PageFields.text(leaf, document);
        }

        boolean hasInText(String term) throws IOException {
            return PageFields.isInText(leaf, document, term);
        }

        IndexHit hit(TermPlaces places) {
            return PageFields.hit(stored, title, Snippet.of(text, places.matches(), places.phraseStart()), score);
        }
    }
}
