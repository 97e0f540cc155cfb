package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The instances of a node whose graph has several of them work at once. Each frame goes to the next one in
/// turn, and what they make of it is passed on in the order in which the frames came.
///
/// - **Threading:** the node's thread; those marked by any.
/// - **Ownership:** owns the workers.
/// - **Bounds:** as many frames under way as there are instances. A slow one holds up those behind it, or frames
///   would overtake each other.
final class NodeWorkers {
    private final Waiting runner;
    private final BooleanSupplier isFirstOver = this::isFirstOver;

    /// Those with frames are next to each other, the one with the oldest at `first`.
    private final List<NodeWorker> workers;

    private int first;
    private int unsettled;

    /// @param runner where the node's thread waits
    NodeWorkers(Vertex vertex, FramePool pool, Waiting runner) {
        this.runner = runner;
        this.workers = IntStream.range(0, vertex.spec().parallelism())
                .mapToObj(i -> new NodeWorker(vertex, i, pool, runner))
                .toList();
        workers.forEach(NodeWorker::start);
    }

    int size() {
        return workers.size();
    }

    /// Whether the oldest call is over and can be settled.
    boolean isFirstOver() {
        return unsettled > 0 && !workers.get(first).isBusy();
    }

    /// Whether each of them has a frame.
    boolean isFull() {
        return unsettled == workers.size();
    }

    /// Has the next one in turn call its node with `frame`, or tell it that there are no more; when not
    /// [#isFull].
    void hand(Vertex now, @Nullable Frame frame, long pass) {
        workers.get((first + unsettled) % workers.size()).hand(now, frame, pass);
        unsettled++;
    }

    /// Settles the oldest call, and waits for it.
    void settleFirst(Outlet outlet, NodePolicies policies) throws InterruptedException, NodeFailedException {
        runner.await(isFirstOver);
        NodeWorker oldest = workers.get(first);
        first = (first + 1) % workers.size();
        unsettled--;
        oldest.settle(outlet, policies);
    }

    /// Settles all calls, and waits for them.
    void settleAll(Outlet outlet, NodePolicies policies) throws InterruptedException, NodeFailedException {
        while (unsettled > 0) {
            settleFirst(outlet, policies);
        }
    }

    /// Tells each instance that no more frames come; when all calls are settled.
    void tellEnd(Vertex now, Outlet outlet, NodePolicies policies) throws InterruptedException, NodeFailedException {
        long pass = policies.enter();
        while (!isFull() && pass != Recovery.REFUSED) {
            hand(now, null, pass);
            pass = policies.enter();
        }
        settleAll(outlet, policies);
    }

    /// Ends their threads; what is not settled is lost.
    void end() {
        workers.forEach(NodeWorker::end);
    }

    @AnyThread
    void interruptIfOver(Vertex now) {
        workers.forEach(worker -> worker.interruptIfOver(now));
    }

    @AnyThread
    List<Thread> threads() {
        return workers.stream().map(NodeWorker::thread).toList();
    }
}
