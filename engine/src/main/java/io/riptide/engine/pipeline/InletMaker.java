package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.Rewiring.Place;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Makes the inlets of one node, as the graph has its inboxes.
///
/// - **Threading:** who reshapes the graph, one at a time; the inlets are the node's.
///
/// @param arrival where the node waits for frames
/// @param isCalledAway what it does not wait for
/// @param pool where joined frames come from
/// @param figures where lost frames are counted
record InletMaker(Waiting arrival, BooleanSupplier isCalledAway, FramePool pool, NodeFigures figures) {
    /// Of a node that has no inboxes yet.
    Inlet empty() {
        return new MergeInlet(List.of(List.of()), arrival, isCalledAway);
    }

    /// Of a node that had none before.
    Inlet first(Vertex vertex, List<Inbox> into) {
        return isJoined(vertex, into)
                ? new AlignInlet(into, List.of(), arrival, isCalledAway, pool, figures)
                : new MergeInlet(List.of(into), arrival, isCalledAway);
    }

    /// The one after that of `before`, from which frames still come until they are through.
    Inlet after(Place before, Vertex changed, List<Inbox> into) {
        List<List<Inbox>> stages = before.inlet().stages();
        boolean isJoined = isJoined(changed, into);
        if (stages.getLast().equals(into) && isJoined == before.inlet() instanceof AlignInlet) {
            return before.inlet();
        }
        if (isJoined) {
            List<Inbox> retired = before.inlet().inboxes().stream()
                    .filter(inbox -> !into.contains(inbox))
                    .toList();
            return new AlignInlet(into, retired, arrival, isCalledAway, pool, figures);
        }
        List<List<Inbox>> more = new ArrayList<>(stages);
        more.add(into);
        return new MergeInlet(more, arrival, isCalledAway);
    }

    private static boolean isJoined(Vertex of, List<Inbox> into) {
        return of.isAligned() && into.size() > 1;
    }
}
