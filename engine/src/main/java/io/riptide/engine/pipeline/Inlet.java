package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.frame.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the frames of a node's inboxes come to it.
///
/// - **Threading:** the node's thread.
interface Inlet {
    /// The next frame, the caller's; waits for it. Null when none comes any more, or when the node has something
    /// else to do first.
    @Nullable
    Frame take() throws InterruptedException;

    /// The inboxes, those of an earlier graph that still hold frames before those of a later one.
    @AnyThread
    List<List<Inbox>> stages();

    /// All of them.
    @AnyThread
    default List<Inbox> inboxes() {
        return stages().stream().flatMap(List::stream).distinct().toList();
    }

    /// Releases what it holds itself.
    default void clear() {}
}
