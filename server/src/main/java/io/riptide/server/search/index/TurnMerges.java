package io.riptide.server.search.index;

import java.io.IOException;
import org.apache.lucene.index.MergePolicy.OneMerge;
import org.apache.lucene.index.MergeScheduler;
import org.apache.lucene.index.MergeTrigger;

/// Merges on the thread that asks, one at a time and only when asked: Lucene's own serial scheduler merges all
/// there is within a refresh or a commit, and what was added would be found only after that.
final class TurnMerges extends MergeScheduler {
    private boolean hasMerged;

    @Override
    public void merge(MergeSource source, MergeTrigger trigger) throws IOException {
        if (trigger != MergeTrigger.EXPLICIT) {
            return;
        }
        OneMerge merge = source.getNextMerge();
        if (merge != null) {
            hasMerged = true;
            source.merge(merge);
        }
    }

    /// Whether something was merged since this was last asked.
    boolean takeMerged() {
        boolean merged = hasMerged;
        hasMerged = false;
        return merged;
    }

    @Override
    public void close() {
        // There is no thread and no queue.
    }
}
