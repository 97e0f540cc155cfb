package io.riptide.server.search.index;

import java.io.IOException;
import org.apache.lucene.index.MergePolicy.OneMerge;
import org.apache.lucene.index.MergeScheduler;
import org.apache.lucene.index.MergeTrigger;
import org.jspecify.annotations.Nullable;

/// Merges on the thread that asks, one at a time and only when asked: Lucene's own serial scheduler merges all
/// there is within a refresh or a commit, and what was added would be found only after that.
///
/// Lucene names a merge once, at whatever occasion, and holds its segments for it from then on, evicted ones
/// too; so each has to come to be run.
final class TurnMerges extends MergeScheduler {
    private @Nullable MergeSource source;

    @Override
    public void merge(MergeSource source, MergeTrigger trigger) {
        this.source = source;
    }

    /// Runs the merge that has waited longest.
    ///
    /// @return whether there was one
    boolean mergeNext() throws IOException {
        MergeSource known = source;
        if (known == null || !known.hasPendingMerges()) {
            return false;
        }
        OneMerge merge = known.getNextMerge();
        known.merge(merge);
        return true;
    }

    @Override
    public void close() {
        source = null;
    }
}
