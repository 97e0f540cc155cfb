package io.riptide.server.search.index;

import io.riptide.server.search.index.QueryReader.Reading;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.jspecify.annotations.Nullable;

/// Of pages with all words of some phrases, those that may have the phrases, the best first, as [WordPairs] tell.
///
/// A few first, then the rest: a phrase that many pages have is among those few.
///
/// - **Threading:** one thread.
final class PhraseCandidates {
    /// The best pages with all words; others are not looked at.
    static final int PAGES_MAX = 2_000;

    private static final int FIRST_PAGES = 64;

    private final IndexSearcher searcher;
    private final Reading reading;
    private int asked;
    private int found;
    private @Nullable ScoreDoc last;

    PhraseCandidates(IndexSearcher searcher, Reading reading) {
        this.searcher = searcher;
        this.reading = reading;
    }

    /// Whether there may be pages that were not looked at.
    boolean hasNext() {
        return found == asked && asked < PAGES_MAX;
    }

    /// The next candidates, if any. Pages added before there were pairs all are.
    List<ScoreDoc> next() throws IOException {
        int count = asked == 0 ? FIRST_PAGES : PAGES_MAX - asked;
        ScoreDoc[] pages = searcher.searchAfter(last, reading.query(), count).scoreDocs;
        asked += count;
        found += pages.length;
        last = pages.length == 0 ? last : pages[pages.length - 1];
        Set<ScoreDoc> candidates = candidates(pages.clone());
        return Arrays.stream(pages).filter(candidates::contains).toList();
    }

    private Set<ScoreDoc> candidates(ScoreDoc[] pages) throws IOException {
        Arrays.sort(pages, Comparator.comparingInt(page -> page.doc)); // as doc values want to be read
        Set<ScoreDoc> candidates = new HashSet<>();
        List<LeafReaderContext> leaves = searcher.getLeafContexts();
        BinaryDocValues filters = DocValues.emptyBinary();
        int base = 0;
        int end = 0;
        for (ScoreDoc page : pages) {
            if (page.doc >= end) {
                LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(page.doc, leaves));
                filters = DocValues.getBinary(leaf.reader(), PageFields.PAIRS);
                base = leaf.docBase;
                end = base + leaf.reader().maxDoc();
            }
            if (!filters.advanceExact(page.doc - base) || WordPairs.mayHave(filters.binaryValue(), reading.phrases())) {
                candidates.add(page);
            }
        }
        return candidates;
    }
}
