package io.riptide.engine.pipeline.signal;

/// Names of channels.
final class Channels {
    /// The only one of most frames.
    static final String MAIN = "main";

    private Channels() {}
}
