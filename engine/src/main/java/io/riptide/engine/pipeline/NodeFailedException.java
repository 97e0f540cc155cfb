package io.riptide.engine.pipeline;

/// A node failed, and its policies do not let the pipeline go on.
public final class NodeFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String node;

    NodeFailedException(String node, String message, Throwable cause) {
        super("node " + node + ": " + message, cause);
        this.node = node;
    }

    /// Its name in the graph.
    public String node() {
        return node;
    }
}
