package io.riptide.server.search.index;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/// Pages in one directory of Lucene's.
///
/// Segments stay in the order in which their pages were added, since only neighbours are merged. So the oldest
/// pages are the first segments, and room is made as a log does it: by dropping the first segments whole, which
/// frees their files at once and rewrites nothing. Only the bound on pages counts single ones.
///
/// Space is planned in shares of a sixteenth of [IndexLimits#bytesMax], measured as the size of all files:
/// pages go when 13 shares are passed, down to 12; one share is for the pages of a turn (see [#isFull]), one
/// for a segment that is written anew while its parts are still there, one for what nobody has thought of.
///
/// - **Threading:** written by one thread, the index's; [#search] by any.
/// - **Bounds:** 16 MiB of memory for pages not yet in a segment; segments of at most 32 MiB by merging.
/// - **Failure:** throws what Lucene throws. After that nothing more can be written here, what is published is
///   still found, and [#close] gives up what was not published.
final class LuceneStore implements AutoCloseable {
    private static final double RAM_BUFFER_MIB = 16;
    private static final long MERGED_BYTES_MAX = 32 << 20;
    private static final int MERGE_FACTOR = 8;
    private static final double MIB = 1 << 20;

    private static final int EVICT_ABOVE_SHARES = 13;
    private static final int EVICT_DOWN_TO_SHARES = 12;

    /// How pages lie there; other layouts are not read. Told with every commit.
    private static final Map<String, String> LAYOUT = Map.of("riptide.layout", "2");

    private final Directory directory;
    private final IndexWriter writer;
    private final TurnMerges merges;
    private final IndexLimits limits;
    private final PageFields fields = new PageFields();
    private long nextAdded;
    private long turnBytes;
    private volatile long bytes;
    private volatile IndexSearcher published;
    private volatile boolean isClosed;

    private LuceneStore(
            Directory directory, IndexWriter writer, TurnMerges merges, IndexLimits limits, DirectoryReader reader)
            throws IOException {
        this.directory = directory;
        this.writer = writer;
        this.merges = merges;
        this.limits = limits;
        for (LeafReaderContext leaf : reader.leaves()) {
            nextAdded = Math.max(nextAdded, lastAdded(leaf) + 1);
        }
        bytes = measure();
        published = searcher(reader);
    }

    /// Opens what is in `directory`, or begins an index there. Every byte is read and proved against its
    /// checksum: what is torn has to show here, not in the middle of an answer.
    ///
    /// @param isOnDisk whether each file has to be opened and made durable; so a segment is one
    static LuceneStore open(Directory directory, IndexLimits limits, boolean isOnDisk) throws IOException {
        refuseOtherLayout(directory);
        var merges = new TurnMerges();
        var writer = new IndexWriter(directory, config(limits, merges, isOnDisk));
        try {
            writer.setLiveCommitData(LAYOUT.entrySet());
            writer.commit(); // from now on there is an index, if empty
            DirectoryReader reader = DirectoryReader.open(writer);
            for (LeafReaderContext leaf : reader.leaves()) {
                ((CodecReader) leaf.reader()).checkIntegrity();
            }
            return new LuceneStore(directory, writer, merges, limits, reader);
        } catch (IOException | RuntimeException | Error e) {
            writer.rollback();
            throw e;
        }
    }

    private static void refuseOtherLayout(Directory directory) throws IOException {
        if (DirectoryReader.indexExists(directory)) {
            var layout = SegmentInfos.readLatestCommit(directory).getUserData();
            if (!layout.equals(LAYOUT)) {
                throw new IndexFormatTooOldException("layout " + layout, "this version reads " + LAYOUT);
            }
        }
    }

    private static IndexWriterConfig config(IndexLimits limits, TurnMerges merges, boolean isOnDisk) {
        double mergedMib = Math.min(limits.shareBytes(), MERGED_BYTES_MAX) / MIB;
        var neighbours = new LogByteSizeMergePolicy();
        neighbours.setMergeFactor(MERGE_FACTOR);
        neighbours.setMaxMergeMB(mergedMib);
        neighbours.setMinMergeMB(mergedMib / (MERGE_FACTOR * MERGE_FACTOR));
        neighbours.setNoCFSRatio(isOnDisk ? 1 : 0);
        return new IndexWriterConfig()
                .setUseCompoundFile(isOnDisk)
                .setRAMBufferSizeMB(RAM_BUFFER_MIB)
                .setMergeScheduler(merges)
                .setMergePolicy(neighbours)
                .setMaxFullFlushMergeWaitMillis(0)
                .setCommitOnClose(false);
    }

    /// Writes `page` in place of any that has its URL. It is found after the next [#publish].
    ///
    /// @return whether it will be found
    boolean write(IndexedPage page) throws IOException {
        Term url = PageFields.urlOf(page);
        boolean isWanted = switch (page.use()) {
            case REPLACE -> true;
            case RENEW ->
                PageFields.fetchedMs(published.getIndexReader(), url)
                        < page.fetchedAt().toEpochMilli();
            case REMOVE -> {
                writer.deleteDocuments(url);
                yield false;
            }
        };
        if (isWanted) {
            writer.updateDocument(url, fields.document(page, nextAdded++));
            turnBytes += fields.bytes();
        }
        return isWanted;
    }

    /// Whether so much was written that it should be published before more is.
    boolean isFull() {
        return turnBytes > limits.shareBytes() * 3 / 4;
    }

    /// Lets everything that was written be found, makes it durable, and makes room.
    ///
    /// @return pages that went
    long publish() throws IOException {
        turnBytes = 0;
        long evicted = evictPages();
        commit();
        if (bytes > EVICT_ABOVE_SHARES * limits.shareBytes()) {
            evicted += evictSegments();
            commit();
        }
        return evicted;
    }

    /// Merges once, if there is something to merge.
    boolean merge() throws IOException {
        writer.maybeMerge();
        if (!merges.mergeNext()) {
            return false;
        }
        publish(newest());
        commit();
        return true;
    }

    private void commit() throws IOException {
        writer.commit();
        bytes = measure();
    }

    private long evictPages() throws IOException {
        DirectoryReader reader = newest();
        long pages = reader.numDocs();
        if (pages > limits.pagesMax()) {
            int keptPages = limits.pagesMax() - limits.pagesMax() / 16;
            reader = evict(reader, addedAt(reader, pages - keptPages));
        }
        publish(reader);
        return pages - reader.numDocs();
    }

    private long evictSegments() throws IOException {
        DirectoryReader reader = newest();
        long pages = reader.numDocs();
        long excessBytes = bytes - EVICT_DOWN_TO_SHARES * limits.shareBytes();
        long last = -1;
        for (LeafReaderContext leaf : reader.leaves()) {
            if (excessBytes <= 0) {
                break;
            }
            last = lastAdded(leaf);
            excessBytes -= ((SegmentReader) leaf.reader()).getSegmentInfo().sizeInBytes();
        }
        reader = evict(reader, last);
        publish(reader);
        return pages - reader.numDocs();
    }

    /// Removes all that was added up to `last`.
    private DirectoryReader evict(DirectoryReader reader, long last) throws IOException {
        DirectoryReader newer;
        try {
            writer.deleteDocuments(LongPoint.newRangeQuery(PageFields.ADDED, 0, last));
            newer = DirectoryReader.openIfChanged(reader, writer);
        } catch (IOException | RuntimeException | Error e) {
            reader.decRef();
            throw e;
        }
        if (newer == null) {
            return reader;
        }
        reader.decRef();
        return newer;
    }

    /// What is written, published or not; the caller's to publish.
    private DirectoryReader newest() throws IOException {
        DirectoryReader reader = (DirectoryReader) published.getIndexReader();
        DirectoryReader newer = DirectoryReader.openIfChanged(reader, writer);
        if (newer != null) {
            return newer;
        }
        reader.incRef();
        return reader;
    }

    /// Takes `reader` for what is found from now on.
    private void publish(DirectoryReader reader) throws IOException {
        IndexSearcher before = published;
        published = searcher(reader);
        before.getIndexReader().decRef();
    }

    private static IndexSearcher searcher(DirectoryReader reader) {
        var searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null); // it is the whole process's, and queries here are seldom the same
        return searcher;
    }

    /// The number under which the page was added that is the `count`-th oldest.
    private static long addedAt(DirectoryReader reader, long count) throws IOException {
        long left = count;
        for (LeafReaderContext leaf : reader.leaves()) {
            if (left > leaf.reader().numDocs()) {
                left -= leaf.reader().numDocs();
                continue;
            }
            Bits live = leaf.reader().getLiveDocs();
            NumericDocValues added = leaf.reader().getNumericDocValues(PageFields.ADDED);
            while (left > 0 && added != null) {
                int document = added.nextDoc();
                left -= live == null || live.get(document) ? 1 : 0;
            }
            return added == null ? -1 : added.longValue();
        }
        throw new AssertionError("count=" + count + " pages=" + reader.numDocs());
    }

    private static long lastAdded(LeafReaderContext leaf) throws IOException {
        PointValues added = leaf.reader().getPointValues(PageFields.ADDED);
        return added == null ? -1 : LongPoint.decodeDimension(added.getMaxPackedValue(), 0);
    }

    private long measure() throws IOException {
        long sum = 0;
        for (String file : directory.listAll()) {
            sum += directory.fileLength(file);
        }
        return sum;
    }

    List<IndexHit> search(IndexQuery query) throws IOException {
        IndexSearcher searcher = acquire();
        if (searcher == null) {
            return List.of();
        }
        try {
            return new PageSearch(searcher).find(query);
        } finally {
            searcher.getIndexReader().decRef();
        }
    }

    /// What is published now, which stays whole until it is let go; nothing if this is closed.
    private @Nullable IndexSearcher acquire() {
        while (!isClosed) {
            IndexSearcher searcher = published;
            if (searcher.getIndexReader().tryIncRef()) {
                return searcher;
            }
            Thread.onSpinWait(); // between our reading and our taking it was replaced
        }
        return null;
    }

    int pages() {
        return published.getIndexReader().numDocs();
    }

    long bytes() {
        return bytes;
    }

    /// Ends writing and gives the directory back; what is published is still found.
    void stopWriting() throws IOException {
        try {
            writer.rollback();
        } catch (AlreadyClosedException _) {
            // by its own failure
        } finally {
            directory.close();
        }
    }

    /// Lets go of what is published. Searches that are under way end well.
    @Override
    public void close() throws IOException {
        isClosed = true;
        published.getIndexReader().decRef();
    }
}
