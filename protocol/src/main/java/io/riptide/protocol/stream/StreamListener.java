package io.riptide.protocol.stream;

import io.riptide.protocol.OnEventLoop;

/// Learns how a stream fares.
@OnEventLoop
public interface StreamListener {
    /// The first bytes were handed to the channel, `ttfbNs` after the request came.
    void onFirstByte(long ttfbNs);

    /// The reader became slow, or keeps up again. Called while the stream writes; must not touch it.
    default void onSlow(boolean isSlow) {}

    /// Nothing more will be written for this stream. Called exactly once; the cursor is no longer used then,
    /// and it is the listener's to close.
    void onEnd(StreamEnd end);
}
