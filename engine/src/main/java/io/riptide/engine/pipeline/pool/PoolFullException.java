package io.riptide.engine.pipeline.pool;

/// There is no place, not even in line.
public final class PoolFullException extends Exception {
    private static final long serialVersionUID = 1;

    PoolFullException(int activeMax, int queueMax) {
        super(activeMax + " pipelines work already, and " + queueMax + " wait for a place");
    }
}
