package io.riptide.engine.pipeline.frame;

/// A pool has no frame or no bytes left: more is held than its pipeline can ever need.
public final class FramesExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FramesExhaustedException(String message) {
        super(message);
    }
}
