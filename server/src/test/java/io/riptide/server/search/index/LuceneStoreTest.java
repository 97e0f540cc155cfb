package io.riptide.server.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Turns as [IndexKeeper] has them, without its clock.
class LuceneStoreTest {
    private static final int PAGE_CHARS = 3_000;
    private static final int TURN_PAGES = 10;

    private final Directory directory = new ByteBuffersDirectory();
    private LuceneStore store;

    @BeforeEach
    void open() throws IOException {
        store = LuceneStore.open(directory, Pages.SMALL, true);
    }

    @AfterEach
    void close() throws IOException {
        store.stopWriting();
        store.close();
    }

    /// @param different after so many the same come again
    private long turn(int number, int different) throws IOException {
        for (int i = 0; i < TURN_PAGES; i++) {
            store.write(Pages.random((number * TURN_PAGES + i) % different, PAGE_CHARS));
        }
        long evicted = store.publish();
        store.merge();
        return evicted;
    }

    @Test
    void segmentsStayFew() throws IOException {
        for (int i = 0; i < 40; i++) {
            turn(i, Integer.MAX_VALUE);
        }
        // Of some 40 KB each, and merged ones of at most 256 KiB; each has one file of content and two beside.
        assertThat(store.pages()).isEqualTo(400);
        assertThat(directory.listAll()).hasSizeBetween(4, 3 * 20);
    }

    /// Evicted pages give their room back at once, however long that goes on.
    @Test
    void whatIsEvictedTakesNoRoom() throws IOException {
        long evicted = 0;
        int turns = 0;
        while (evicted == 0) {
            evicted = turn(turns++, Integer.MAX_VALUE);
        }
        int kept = store.pages();
        for (int i = 0; i < 2 * kept / TURN_PAGES; i++) {
            turn(turns++, Integer.MAX_VALUE);
            assertThat(store.pages()).isGreaterThan(kept * 3 / 4);
            assertThat(store.bytes()).isLessThan(Pages.SMALL.bytesMax());
        }
    }

    /// Renewed pages are holes in old segments. Those count as bytes until the segment goes or is merged.
    @Test
    void renewedPagesLeaveRoomForOthers() throws IOException {
        int fitting = 0;
        while (turn(fitting, Integer.MAX_VALUE) == 0) {
            fitting++;
        }
        int different = fitting * TURN_PAGES / 2;
        for (int i = 0; i < 2 * fitting; i++) {
            turn(fitting + i, different);
            assertThat(store.pages()).isGreaterThan(different / 2);
        }
    }

    /// Versions before this one wrote pages without, beside which new ones come, and with which they are merged.
    @Test
    void pagesWithoutPairsAreReadForPhrases() throws IOException {
        var before = new ByteBuffersDirectory();
        try (var writer = new IndexWriter(before, new IndexWriterConfig())) {
            Document page = new PageFields().document(Pages.page("old", "", "the quick brown fox"), 0);
            page.removeField(PageFields.PAIRS);
            writer.addDocument(page);
            writer.setLiveCommitData(Map.of("riptide.layout", "2").entrySet());
        }
        LuceneStore later = LuceneStore.open(before, Pages.SMALL, true);
        try {
            int segments = 0;
            boolean isMerged = false;
            while (!isMerged) {
                later.write(Pages.page("new" + segments++, "", "a quick brown dog, brown and quick"));
                later.publish();
                assertThat(later.search(new IndexQuery("\"quick brown\"", "", 100)))
                        .hasSize(1 + segments);
                isMerged = later.merge();
            }

            assertThat(segments).isGreaterThan(1);
            assertThat(later.search(new IndexQuery("\"quick brown\"", "", 100))).hasSize(1 + segments);
            assertThat(later.search(new IndexQuery("\"brown fox\"", "", 100))).hasSize(1);
            assertThat(later.search(new IndexQuery("\"brown quick\"", "", 100))).isEmpty();
        } finally {
            later.stopWriting();
            later.close();
        }
    }
}
