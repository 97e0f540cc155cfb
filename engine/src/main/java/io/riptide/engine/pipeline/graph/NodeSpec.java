package io.riptide.engine.pipeline.graph;

import java.util.Map;

/// One node as a graph declares it.
///
/// @param id its name in the graph
/// @param type name of its type
/// @param config what it is told
/// @param errors what becomes of frames it fails on
/// @param defaultSample the sample that [ErrorPolicy#DEFAULT] puts in
/// @param restart what becomes of it when it fails
/// @param fanIn how frames come in
/// @param parallelism frames that may be worked on at once, each by an instance of its own
/// @param timeoutMs longest time for one frame, after which it has failed; 0 for no bound
public record NodeSpec(
        String id,
        String type,
        Map<String, Object> config,
        ErrorPolicy errors,
        double defaultSample,
        RestartStrategy restart,
        FanIn fanIn,
        int parallelism,
        long timeoutMs) {
    /// What a node may take for one frame if nothing is said.
    public static final long TIMEOUT_MS = 30_000;

    /// Instances of a node.
    public static final int PARALLELISM_MAX = 64;

    public NodeSpec {
        config = Map.copyOf(config);
    }

    /// A node of which only that is said.
    public static NodeSpec of(String id, String type, Map<String, Object> config) {
        return new NodeSpec(
                id, type, config, ErrorPolicy.PROPAGATE, 0, RestartStrategy.NEVER, FanIn.BY_TYPE, 1, TIMEOUT_MS);
    }

    /// The same, told something else.
    public NodeSpec withConfig(Map<String, Object> changed) {
        return new NodeSpec(id, type, changed, errors, defaultSample, restart, fanIn, parallelism, timeoutMs);
    }
}
