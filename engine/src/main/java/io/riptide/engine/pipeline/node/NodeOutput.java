package io.riptide.engine.pipeline.node;

import io.riptide.engine.pipeline.frame.Frame;

/// A node's way out.
///
/// - **Threading:** the node's thread, within its calls.
/// - **Ownership:** [#emit] takes the frame. The one that came in is borrowed, and may be emitted once all the
///   same: then it is the next node's. Whoever emits it again, or keeps it, retains it before.
/// - **Failure:** [InterruptedException] when the pipeline ends.
public interface NodeOutput {
    /// A port of nodes that have but one.
    String MAIN = "";

    /// An empty frame, the caller's, with time, number and metadata of the frame that came in; of a source, with
    /// the time of its pace or of now, and the next number.
    Frame acquire();

    /// `frame`, which came in or is the caller's, if nobody else holds it, or a copy.
    Frame exclusive(Frame frame);

    /// Passes a frame on to all nodes that are connected; waits where one of them is slow and its edge says so.
    default void emit(Frame frame) throws InterruptedException {
        emit(MAIN, frame);
    }

    /// Passes a frame on to the nodes that are connected to `port`, and to those that take all of them.
    void emit(String port, Frame frame) throws InterruptedException;

    /// For a source: waits for its next turn, where turns are `periodNs` apart. One that comes late is not made
    /// up for: the next ones are counted from it. That stands still while the pipeline is paused.
    void pace(long periodNs) throws InterruptedException;

    /// What `wait` waits for outside of the pipeline: a message, room somewhere else. That is none of the node's
    /// own time, which is bounded and measured; nothing is to be emitted meanwhile.
    default <T> T waitFor(Wait<T> wait) throws InterruptedException {
        return wait.await();
    }

    /// Says something about the node's work that frames do not tell, such as why no more of them come, to whoever
    /// runs the pipeline; seldom, and in a sentence.
    default void note(String text) throws InterruptedException {}

    /// Something that a node waits for.
    @FunctionalInterface
    interface Wait<T> {
        /// Waits until it is there.
        T await() throws InterruptedException;
    }
}
