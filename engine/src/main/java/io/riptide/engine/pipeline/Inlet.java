package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the frames of a node's inboxes come to it.
///
/// - **Threading:** the node's thread.
interface Inlet {
    /// The next frame, the caller's; waits for it. Null when none comes any more.
    @Nullable
    Frame take() throws InterruptedException;

    /// The inboxes.
    List<Inbox> inboxes();

    /// Releases what it holds itself.
    default void clear() {}
}
