package io.riptide.engine.pipeline.graph;

/// One connection as a graph declares it.
///
/// @param from id of the node whose frames pass, and after a dot the port, if it has several
/// @param to id of the node they go to
/// @param overflow what happens where there is no room
/// @param capacity frames that may wait; 0 for as many as the graph says
/// @param batchFrames frames that are handed over together, or as many as there are after `batchMs`; 1 for each
///     at once
/// @param batchMs longest wait for a batch
public record EdgeSpec(String from, String to, Overflow overflow, int capacity, int batchFrames, long batchMs) {
    /// Most frames an edge has room for.
    public static final int CAPACITY_MAX = 10_000;

    /// Longest wait for a batch.
    public static final long BATCH_MS_MAX = 10_000;

    /// A connection of which only that is said.
    public static EdgeSpec of(String from, String to) {
        return new EdgeSpec(from, to, Overflow.BLOCK, 0, 1, 0);
    }

    /// The node that frames come from.
    String source() {
        int dot = from.indexOf('.');
        return dot < 0 ? from : from.substring(0, dot);
    }

    /// The port that frames come from.
    String port() {
        int dot = from.indexOf('.');
        return dot < 0 ? "" : from.substring(dot + 1);
    }
}
