package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import org.jspecify.annotations.Nullable;

/// Hands a runner that works its next place in the graph.
///
/// ```
/// hold ─► give        by who reshapes: a runner that is held does not end before it was given its next place
///           └─► take  by the runner, between two frames
/// ```
///
/// - **Threading:** guarded by itself; [#isDue] is a read.
final class Rewiring {
    private volatile @Nullable Place next;
    private boolean isHeld;
    private boolean isOver;

    /// What a node is and where its frames come from, from now on.
    ///
    /// @param vertex the node
    /// @param inlet where its frames come from
    record Place(Vertex vertex, Inlet inlet) {}

    /// Keeps the runner from ending; false when it has ended, or is about to.
    synchronized boolean hold() {
        isHeld = !isOver;
        return isHeld;
    }

    /// Its next place; ends what [#hold] began.
    synchronized void give(Place place) {
        next = place;
        isHeld = false;
        notifyAll();
    }

    /// Whether there is a place to take.
    boolean isDue() {
        return next != null;
    }

    /// The next place, once.
    synchronized @Nullable Place take() {
        Place place = next;
        next = null;
        return place;
    }

    /// Whether the runner, which has nothing more to do, may end; waits where it is held.
    synchronized boolean mayEnd() throws InterruptedException {
        while (isHeld) {
            wait();
        }
        isOver = next == null;
        return isOver;
    }

    /// The runner ends, whatever is to come.
    synchronized void over() {
        isOver = true;
    }
}
