package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.graph.ErrorPolicy;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Does what one node's policies say when it fails, and tells of it.
///
/// ```
/// restart: as it is · another, now or after a wait · left alone · give up: the pipeline fails
/// errors:  the pipeline fails · the frame is lost · a default takes its place
/// ```
///
/// - **Threading:** the node's thread.
/// - **Ownership:** borrows all.
final class NodePolicies {
    /// A source that fails is not asked again before, or it would do nothing but fail.
    private static final long SOURCE_REST_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final NodeFigures figures;
    private final NodeStatus status;
    private final Outlet outlet;
    private final Waiting rest = new Waiting();
    private Vertex vertex;
    private Recovery recovery;

    NodePolicies(Vertex vertex, NodeFigures figures, NodeStatus status, Outlet outlet) {
        this.vertex = vertex;
        this.figures = figures;
        this.status = status;
        this.outlet = outlet;
        this.recovery = new Recovery(vertex.id(), vertex.spec().restart());
    }

    /// Goes on by the policies of `changed`.
    void become(Vertex changed) {
        if (!changed.spec().restart().equals(vertex.spec().restart())) {
            recovery = new Recovery(changed.id(), changed.spec().restart());
        }
        vertex = changed;
    }

    /// Leave for a call, for [#judge]; [Recovery#REFUSED] if the node is left alone now.
    long enter() {
        return recovery.enter();
    }

    /// A call is over, whose frames the outlet has: it went well, or failed for `fault`.
    ///
    /// @param isSource whether a source was asked
    /// @param pass what [#enter] gave
    void judge(NodeInstance called, @Nullable Exception fault, boolean isSource, long pass)
            throws InterruptedException, NodeFailedException {
        if (fault == null) {
            figures.latency.record(called.tookNs());
            outlet.succeeded();
            recovery.succeeded(pass);
            if (status.state() == NodeState.RECOVERING) {
                status.tell(NodeState.RUNNING, "");
            }
        } else {
            outlet.failed();
            failed(called, fault, isSource, pass);
        }
    }

    private void failed(NodeInstance called, Exception fault, boolean isSource, long pass)
            throws InterruptedException, NodeFailedException {
        figures.countError();
        String message = NodeFailedException.described(fault);
        long waitNs = recovery.failed(pass);
        boolean isFatal =
                waitNs == Recovery.GIVE_UP || (vertex.spec().errors() == ErrorPolicy.PROPAGATE && !recovery.replaces());
        if (isFatal) {
            outlet.releaseInput();
            throw new NodeFailedException(vertex.id(), message, fault);
        }
        if (waitNs == Recovery.AS_IT_IS) {
            status.tellSeldom(message);
        } else {
            status.tell(NodeState.RECOVERING, message);
            figures.countRestart();
            close(called);
            if (waitNs > 0) {
                rest.awaitTime(System.nanoTime() + waitNs);
            }
        }
        lose(isSource);
    }

    /// Ends a node, whose fault at that has no other consequence than to be counted.
    void close(NodeInstance instance) {
        if (!instance.close()) {
            figures.countError();
        }
    }

    /// The frame that the node did not get, or failed on, is lost, or a default takes its place.
    void lose(boolean isSource) throws InterruptedException {
        Frame lost = outlet.input();
        if (lost != null) {
            figures.countSkipped();
            if (vertex.spec().errors() == ErrorPolicy.DEFAULT) {
                emitDefault(lost);
            }
            outlet.releaseInput();
        }
        outlet.succeeded();
        if (isSource) {
            rest.awaitTime(System.nanoTime() + SOURCE_REST_NS);
        }
    }

    private void emitDefault(Frame lost) throws InterruptedException {
        Frame instead = outlet.acquire();
        for (int i = 0; i < lost.channelCount(); i++) {
            double[] samples = instead.addChannel(lost.name(i), lost.length(i));
            Arrays.fill(samples, 0, lost.length(i), vertex.spec().defaultSample());
        }
        outlet.emit(instead);
    }
}
