package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.Rewiring.Place;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Calls one node, frame by frame, at its place in the graph.
///
/// ```
/// another place? ─► take a frame ─► one instance:   call ─────────────────► judge ─► the next
///                                   several: hand to the one in turn,
///                                            settle those that are done, oldest first ─┘
/// ```
///
/// - **Threading:** its own virtual thread; [#place] and [#retire] by who reshapes the graph, one at a time;
///   [#unpause], [#timeOut] and the figures by any.
/// - **Ownership:** owns the node's instances, and the frames they are at.
final class NodeRunner implements Runnable {
    private static final int FRAMES_PER_TURN = 64;

    private final FramePool pool;
    private final NodeFigures figures = new NodeFigures();
    private final NodeInstance instance = new NodeInstance();
    private final Waiting arrival = new Waiting();
    private final Waiting unpaused = new Waiting();
    private final Rewiring rewiring = new Rewiring();
    private final NodeStatus status;
    private final Outlet outlet;
    private final NodePolicies policies;
    private final InletMaker inlets;
    private final Control control;
    private final Thread thread;
    private final BooleanSupplier mayGoOn;

    /// The place it was given last, which it may not have taken yet; for who reshapes.
    private @Nullable Place given;

    private volatile Vertex vertex;
    private volatile Inlet inlet;

    /// Where the graph has several instances work at once.
    private volatile @Nullable NodeWorkers workers;

    /// What a runner has to do with its pipeline.
    interface Control {
        /// Whether sources are to wait.
        boolean isPaused();

        /// Whether sources are asked but once.
        boolean isSinglePass();

        /// The runner's thread ends; with what it failed for, if it did.
        void ended(@Nullable NodeFailedException failure);
    }

    NodeRunner(Vertex vertex, FramePool pool, PipelineListener listener, Control control) {
        this.vertex = vertex;
        this.pool = pool;
        this.control = control;
        this.status = new NodeStatus(vertex.id(), listener);
        boolean isHeard = vertex.type().output() != PortKind.NONE;
        this.outlet = new Outlet(vertex.id(), pool, listener, figures, isHeard, instance.clock());
        this.policies = new NodePolicies(vertex, figures, status, outlet);
        this.inlets = new InletMaker(arrival, this::isCalledAway, pool, figures);
        this.inlet = inlets.empty();
        this.mayGoOn = () -> !control.isPaused() || rewiring.isDue();
        this.thread = Thread.ofVirtual().name("node-" + vertex.id()).unstarted(this);
    }

    /// Where it waits for frames.
    Waiting arrival() {
        return arrival;
    }

    /// Gives it its place in the graph, from its next frame on. One that works is held before, see [#hold].
    void place(Vertex changed, List<Inbox> into, List<Inbox> outOf) {
        Place before = given;
        Place next =
                new Place(changed, before == null ? inlets.first(changed, into) : inlets.after(before, changed, into));
        given = next;
        outlet.rewire(outOf);
        rewiring.give(next);
        arrival.wake();
        unpaused.wake();
    }

    void start() {
        thread.start();
    }

    /// Keeps it from ending until it was given a place; false when it has ended.
    boolean hold() {
        return rewiring.hold();
    }

    /// It is no part of the graph any more. One that takes frames ends when those that were meant for it are
    /// through; a source ends now.
    void retire() {
        if (isSource()) {
            thread.interrupt();
        }
    }

    boolean isSource() {
        return vertex.type().input() == PortKind.NONE;
    }

    @Override
    public void run() {
        NodeFailedException failure = null;
        try {
            failure = failureOfWork();
            status.tell(
                    failure == null ? NodeState.COMPLETED : NodeState.ERROR, failure == null ? "" : failure.reason());
        } catch (InterruptedException e) {
            // The pipeline ends; the node is left in the state it was in.
        } finally {
            rewiring.over();
            endInstances();
            outlet.failed();
            outlet.releaseInput();
            inlet.clear();
            inlet.inboxes().forEach(Inbox::close);
            outlet.end();
            control.ended(failure);
        }
    }

    private @Nullable NodeFailedException failureOfWork() throws InterruptedException {
        try {
            work();
            return null;
        } catch (NodeFailedException e) {
            return e;
        } catch (RuntimeException | Error e) { // the outermost frame of this thread
            return new NodeFailedException(vertex.id(), NodeFailedException.described(e), e);
        }
    }

    private void work() throws InterruptedException, NodeFailedException {
        takePlace();
        status.tell(NodeState.RUNNING, "");
        if (isSource()) {
            produce();
        } else {
            consume();
            tellEnd();
        }
    }

    private void produce() throws InterruptedException, NodeFailedException {
        for (int i = 1; step(null, false) && !control.isSinglePass() && outlet.isWanted(); i++) {
            awaitTurn();
            takePlace();
            if (i % FRAMES_PER_TURN == 0) {
                giveTurn();
            }
        }
        while (!rewiring.mayEnd()) {
            takePlace();
        }
    }

    private void consume() throws InterruptedException, NodeFailedException {
        while (true) {
            takePlace();
            settleDue();
            Frame frame = inlet.take();
            if (frame != null) {
                figures.countIn();
                give(frame);
            } else if (!isCalledAway()) {
                settleAll();
                if (rewiring.mayEnd()) {
                    return;
                }
            }
        }
    }

    /// Whether there is something to do before the next frame is taken.
    private boolean isCalledAway() {
        NodeWorkers several = workers;
        return rewiring.isDue() || (several != null && several.isFirstOver());
    }

    /// Passes on what is done, and makes sure that an instance is free.
    private void settleDue() throws InterruptedException, NodeFailedException {
        NodeWorkers several = workers;
        if (several != null) {
            if (Thread.interrupted()) { // one that never waits would not hear of the end
                throw new InterruptedException();
            }
            while (several.isFull() || several.isFirstOver()) {
                several.settleFirst(outlet, policies);
            }
        }
    }

    private void settleAll() throws InterruptedException, NodeFailedException {
        NodeWorkers several = workers;
        if (several != null) {
            several.settleAll(outlet, policies);
        }
    }

    private void give(Frame frame) throws InterruptedException, NodeFailedException {
        NodeWorkers several = workers;
        if (several == null) {
            step(frame, false);
            return;
        }
        long pass = policies.enter();
        if (pass != Recovery.REFUSED) {
            several.hand(vertex, frame, pass);
            return;
        }
        boolean isSettled = false;
        try {
            several.settleAll(outlet, policies); // first, or a default would overtake them
            isSettled = true;
        } finally {
            if (!isSettled) {
                frame.release();
            }
        }
        outlet.begin(frame);
        policies.lose(false);
    }

    private void tellEnd() throws InterruptedException, NodeFailedException {
        NodeWorkers several = workers;
        if (several == null) {
            step(null, true);
        } else {
            several.tellEnd(vertex, outlet, policies);
        }
    }

    /// Between two frames.
    private void takePlace() throws InterruptedException, NodeFailedException {
        Place place = rewiring.isDue() ? rewiring.take() : null;
        if (place == null) {
            return;
        }
        outlet.rewireIfDue();
        Inlet before = inlet;
        inlet = place.inlet();
        if (!inlet.equals(before)) {
            before.clear();
        }
        become(place.vertex());
    }

    private void become(Vertex changed) throws InterruptedException, NodeFailedException {
        NodeWorkers before = workers;
        int wanted = changed.spec().parallelism();
        if (wanted != (before == null ? 1 : before.size())) {
            settleAll();
            endInstances();
            workers = wanted == 1 ? null : new NodeWorkers(changed, pool, arrival);
        }
        policies.become(changed);
        vertex = changed;
    }

    private void endInstances() {
        NodeWorkers several = workers;
        if (several != null) {
            several.end();
        }
        policies.close(instance);
    }

    /// Virtual threads are not preempted: a source that is never held up would keep its carrier for itself.
    @SuppressWarnings("ThreadPriorityCheck") // fairness, not correctness
    private static void giveTurn() {
        Thread.yield();
    }

    private void awaitTurn() throws InterruptedException, NodeFailedException {
        if (!control.isPaused()) {
            return;
        }
        status.tell(NodeState.PAUSED, "");
        while (control.isPaused()) {
            unpaused.await(mayGoOn);
            takePlace();
        }
        status.tell(NodeState.RUNNING, "");
    }

    /// One call of the node; false when a source has no more.
    private boolean step(@Nullable Frame frame, boolean isEnd) throws InterruptedException, NodeFailedException {
        outlet.begin(frame);
        if (Thread.interrupted()) { // one that never waits would not hear of the end
            throw new InterruptedException();
        }
        long pass = policies.enter();
        if (pass == Recovery.REFUSED) {
            policies.lose(frame == null);
            return true;
        }
        Exception fault = instance.call(vertex, frame, isEnd, outlet);
        policies.judge(instance, fault, frame == null && !isEnd, pass);
        return fault == null ? instance.hasMore() : !isEnd;
    }

    /// The pipeline may be paused no more.
    @AnyThread
    void unpause() {
        unpaused.wake();
    }

    /// Interrupts calls that have taken longer than they may.
    @AnyThread
    void timeOut() {
        instance.interruptIfOver(vertex, thread);
        NodeWorkers several = workers;
        if (several != null) {
            several.interruptIfOver(vertex);
        }
    }

    Thread thread() {
        return thread;
    }

    /// Threads that it has besides its own, which end after that one.
    List<Thread> workerThreads() {
        NodeWorkers several = workers;
        return several == null ? List.of() : several.threads();
    }

    /// Whether it has ended and nothing can come to it any more.
    boolean isGone() {
        return thread.getState() == Thread.State.TERMINATED
                && inlet.inboxes().stream().allMatch(Inbox::isDone);
    }

    /// After the thread has ended.
    void release() {
        Place last = given;
        inlet.inboxes().forEach(Inbox::clear);
        if (last != null) {
            last.inlet().inboxes().forEach(Inbox::clear);
        }
    }

    @AnyThread
    NodeSnapshot snapshot() {
        List<Inbox> inboxes = inlet.inboxes();
        return new NodeSnapshot(
                vertex.id(),
                vertex.type().name(),
                status.state(),
                figures.framesIn(),
                figures.framesOut(),
                figures.errors(),
                figures.skipped(),
                inboxes.stream().mapToLong(Inbox::dropped).sum(),
                figures.restarts(),
                inboxes.stream().mapToInt(Inbox::depth).sum(),
                inboxes.stream().mapToInt(Inbox::capacity).sum(),
                figures.latency.snapshot(),
                figures.jitter());
    }
}
