package io.riptide.server.search.index;

import io.riptide.server.search.index.QueryReader.Reading;
import io.riptide.server.search.index.Snippet.Match;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.BytesRef;

/// Answers one query from one state of the index.
final class PageSearch {
    /// Places of one term in one page that a snippet is chosen from.
    private static final int MATCHES_MAX = 128;

    private final IndexSearcher searcher;

    PageSearch(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    List<IndexHit> find(IndexQuery query) throws IOException {
        Optional<Reading> reading = QueryReader.read(query);
        if (reading.isEmpty()) {
            return List.of();
        }
        StoredFields stored = searcher.storedFields();
        List<IndexHit> hits = new ArrayList<>();
        for (ScoreDoc found : searcher.search(reading.get().query(), query.hitsMax()).scoreDocs) {
            Document page = stored.document(found.doc);
            String snippet = Snippet.of(
                    page.get(PageFields.TEXT), matches(found.doc, reading.get().terms()));
            hits.add(PageFields.hit(page, snippet, found.score));
        }
        return List.copyOf(hits);
    }

    /// Where in the text of a page the terms are, by where they start. The index knows; nothing is read again.
    private List<Match> matches(int document, List<String> terms) throws IOException {
        IndexReader reader = searcher.getIndexReader();
        LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(document, reader.leaves()));
        Terms all = leaf.reader().terms(PageFields.TEXT);
        if (all == null) {
            return List.of();
        }
        List<Match> matches = new ArrayList<>();
        TermsEnum one = all.iterator();
        for (int i = 0; i < terms.size(); i++) {
            if (one.seekExact(new BytesRef(terms.get(i)))) {
                addMatches(one.postings(null, PostingsEnum.OFFSETS), document - leaf.docBase, i, matches);
            }
        }
        matches.sort(Comparator.comparingInt(Match::start).thenComparingInt(Match::end));
        return matches;
    }

    private static void addMatches(PostingsEnum postings, int document, int term, List<Match> matches)
            throws IOException {
        if (postings.advance(document) != document) {
            return;
        }
        int count = Math.min(postings.freq(), MATCHES_MAX);
        for (int i = 0; i < count; i++) {
            postings.nextPosition();
            matches.add(new Match(postings.startOffset(), postings.endOffset(), term));
        }
    }
}
