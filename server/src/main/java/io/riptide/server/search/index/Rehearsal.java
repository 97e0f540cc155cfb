package io.riptide.server.search.index;

import java.io.IOException;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.apache.lucene.store.ByteBuffersDirectory;

/// Writes, merges and finds a few pages that nobody keeps, so that Lucene is loaded before pages and queries come.
///
/// - **Threading:** the caller's, for about a second.
/// - **Bounds:** some hundred kilobytes, until it returns.
final class Rehearsal {
    private static final int TURNS = 10;
    private static final int PAGES_PER_TURN = 4;
    private static final String TEXT = "The quick brown fox jumps over the lazy dog. Süße Früchte, naïve café. ";
    private static final IndexQuery QUERY = new IndexQuery("quick fox \"lazy dog\"", "en", 10);

    private Rehearsal() {}

    /// Files are laid out as they are on disk.
    ///
    /// @param mayGoOn whether there is still nothing better to do
    static void run(IndexLimits limits, BooleanSupplier mayGoOn) throws IOException {
        try (LuceneStore store = LuceneStore.open(new ByteBuffersDirectory(), limits, true)) {
            for (int turn = 0; turn < TURNS && mayGoOn.getAsBoolean(); turn++) {
                for (int i = 0; i < PAGES_PER_TURN; i++) {
                    store.write(page(turn * PAGES_PER_TURN + i));
                }
                store.publish();
                store.search(QUERY);
            }
            while (mayGoOn.getAsBoolean() && store.merge()) {
                store.search(QUERY);
            }
            store.stopWriting();
        }
    }

    private static IndexedPage page(int number) {
        String url = "http://rehearsal.invalid/" + number;
        return new IndexedPage(url, "Page " + number, TEXT.repeat(1 + number), "en", Instant.EPOCH);
    }
}
