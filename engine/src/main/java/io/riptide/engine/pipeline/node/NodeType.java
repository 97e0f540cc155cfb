package io.riptide.engine.pipeline.node;

import io.riptide.engine.AnyThread;

/// A kind of node. Those on the class path are found by [java.util.ServiceLoader], under this interface's name.
@AnyThread
public interface NodeType {
    /// What graphs call it, such as `Gain`.
    String name();

    /// One sentence on what its nodes do.
    String description();

    /// What its nodes take; [PortKind#NONE] for sources.
    PortKind input();

    /// What its nodes give; [PortKind#NONE] for sinks.
    PortKind output();

    /// What its nodes can be told.
    NodeSchema schema();

    /// Whether several inputs are joined, frame by frame, by their numbers, unless the graph says otherwise;
    /// else frames come as they come.
    default boolean isAligned() {
        return false;
    }

    /// Whether what a node makes of a frame depends on that frame and its parameters alone. Then a graph may have
    /// several of them work at once, each at a frame of its own; what they emit goes on in the order of the frames.
    default boolean isStateless() {
        return false;
    }

    /// The same of nodes that are told `config`, if that makes a difference.
    default boolean isStateless(NodeConfig config) {
        return isStateless();
    }

    /// Says what is wrong with a configuration whose parameters are each right.
    default void check(NodeConfig config, NodeSchema.Faults faults) {}

    /// Makes a node. Nothing is to be waited for here.
    Node create(NodeConfig config);
}
