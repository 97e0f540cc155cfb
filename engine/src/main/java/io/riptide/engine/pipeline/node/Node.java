package io.riptide.engine.pipeline.node;

/// One working node of a pipeline.
///
/// Calls, in order: those of [SourceNode] or [FrameNode], with [#configure] between any two of them, then
/// [#close] once. A node that is restarted is closed, and another one made in its place.
///
/// - **Threading:** one thread at a time. It may block; an interrupt asks it to end now.
/// - **Failure:** whatever it throws is the pipeline's business, by the node's policies.
public sealed interface Node extends AutoCloseable permits SourceNode, FrameNode {
    /// Goes on with other parameters and the state it has.
    void configure(NodeConfig config);

    /// Gives back what it holds, frames included.
    @Override
    default void close() {}
}
