package io.riptide.engine.pipeline;

/// A node failed, and its policies do not let the pipeline go on.
public final class NodeFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String node;
    private final String reason;

    NodeFailedException(String node, String reason, Throwable cause) {
        super("node " + node + ": " + reason, cause);
        this.node = node;
        this.reason = reason;
    }

    /// Its name in the graph.
    public String node() {
        return node;
    }

    /// What it failed for, without its name.
    public String reason() {
        return reason;
    }

    /// What to tell of `fault`.
    static String described(Throwable fault) {
        String message = fault.getMessage();
        return message == null || message.isBlank() ? fault.getClass().getSimpleName() : message;
    }
}
