package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.NodeSnapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// The pipelines that work or wait, and what all others counted.
///
/// - **Threading:** any thread.
/// - **Bounds:** as many as there are runs; an entry for each type of node.
final class PipelineRuns {
    private final Map<String, LivePipeline> live = new ConcurrentHashMap<>();

    /// Of those that have ended, by type; guarded by itself.
    private final SortedMap<String, NodeTotals> ended = new TreeMap<>();

    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final LongAdder abandoned = new LongAdder();

    void add(LivePipeline pipeline) {
        live.put(pipeline.runId(), pipeline);
    }

    /// `pipeline` has ended.
    void remove(LivePipeline pipeline) {
        synchronized (ended) {
            live.remove(pipeline.runId());
            pipeline.figures().forEach(node -> ended.merge(node.type(), NodeTotals.of(node), NodeTotals::plus));
        }
        frames.add(pipeline.frames());
        abandoned.add(pipeline.abandoned());
        (pipeline.state() == PipelineState.ERROR ? failed : completed).increment();
    }

    /// Those that work or wait, the oldest first.
    List<LivePipeline> list() {
        return live.values().stream()
                .sorted(Comparator.comparing(LivePipeline::runId))
                .toList();
    }

    /// What nodes of each type counted since the server's start.
    SortedMap<String, NodeTotals> totals() {
        synchronized (ended) {
            SortedMap<String, NodeTotals> all = new TreeMap<>(ended);
            for (LivePipeline pipeline : live.values()) {
                for (NodeSnapshot node : pipeline.figures()) {
                    all.merge(node.type(), NodeTotals.of(node), NodeTotals::plus);
                }
            }
            return all;
        }
    }

    long completed() {
        return completed.sum();
    }

    long failed() {
        return failed.sum();
    }

    /// Threads of nodes that could not be ended with their pipeline.
    long abandoned() {
        return abandoned.sum();
    }

    /// Frames that clients were given.
    long frames() {
        return frames.sum()
                + live.values().stream().mapToLong(LivePipeline::frames).sum();
    }
}
