package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.Rewiring.Place;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.ErrorPolicy;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.pipeline.node.SourceNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Calls one node, frame by frame, and does what its policies say when it fails.
///
/// ```
/// take a frame ─► parameters that are new ─► call ─► it went well ─► take the next
///                                              │ it threw, or took too long
///                                              ▼
///              restart: as it is · another, now or after a wait · left alone · give up: the pipeline fails
///              errors:  the pipeline fails · the frame is lost · a default takes its place
/// ```
///
/// - **Threading:** its own virtual thread; [#place] and [#retire] by who reshapes the graph, one at a time;
///   [#configure], [#unpause], [#timeOut] and the figures by any.
/// - **Ownership:** owns the node, and the frame it is at.
final class NodeRunner implements Runnable {
    /// A source that fails is not asked again before, or it would do nothing but fail.
    private static final long SOURCE_REST_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int FRAMES_PER_TURN = 64;
    private final FramePool pool;
    private final NodeFigures figures = new NodeFigures();
    private final CallClock clock = new CallClock();
    private final Waiting arrival = new Waiting();
    private final Waiting unpaused = new Waiting();
    private final Waiting rest = new Waiting();
    private final Rewiring rewiring = new Rewiring();
    private final NodeStatus status;
    private final Outlet outlet;
    private final Control control;
    private final Thread thread;
    private final BooleanSupplier mayGoOn;
    private final AtomicReference<@Nullable NodeConfig> nextConfig = new AtomicReference<>();

    /// The place it was given last, which it may not have taken yet; for who reshapes.
    private @Nullable Place given;

    private volatile Vertex vertex;
    private volatile Inlet inlet;
    private Recovery recovery;
    private NodeConfig config;
    private @Nullable Node node;

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
        this.outlet = new Outlet(vertex.id(), pool, listener, figures, isHeard, clock);
        this.inlet = new MergeInlet(List.of(List.of()), arrival, rewiring);
        this.config = vertex.config();
        this.recovery = new Recovery(vertex.id(), vertex.spec().restart());
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
        Place next = new Place(changed, before == null ? inlet(changed, into) : inletAfter(before, changed, into));
        given = next;
        outlet.rewire(outOf);
        rewiring.give(next);
        arrival.wake();
        unpaused.wake();
    }

    private Inlet inlet(Vertex of, List<Inbox> into) {
        return isJoined(of, into)
                ? new AlignInlet(into, List.of(), arrival, rewiring, pool, figures)
                : new MergeInlet(List.of(into), arrival, rewiring);
    }

    private Inlet inletAfter(Place before, Vertex changed, List<Inbox> into) {
        List<List<Inbox>> stages = before.inlet().stages();
        List<Inbox> last = stages.getLast();
        boolean isJoined = isJoined(changed, into);
        if (last.equals(into) && isJoined == before.inlet() instanceof AlignInlet) {
            return before.inlet();
        }
        if (isJoined) {
            List<Inbox> retired = before.inlet().inboxes().stream()
                    .filter(inbox -> !into.contains(inbox))
                    .toList();
            return new AlignInlet(into, retired, arrival, rewiring, pool, figures);
        }
        List<List<Inbox>> more = new ArrayList<>(stages);
        more.add(into);
        return new MergeInlet(more, arrival, rewiring);
    }

    private static boolean isJoined(Vertex of, List<Inbox> into) {
        return of.isAligned() && into.size() > 1;
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
            takePlace();
            status.tell(NodeState.RUNNING, "");
            failure = failureOfWork();
            status.tell(
                    failure == null ? NodeState.COMPLETED : NodeState.ERROR, failure == null ? "" : failure.reason());
        } catch (InterruptedException e) {
            // The pipeline ends; the node is left in the state it was in.
        } finally {
            rewiring.over();
            closeNode();
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
            return new NodeFailedException(vertex.id(), described(e), e);
        }
    }

    private void work() throws InterruptedException, NodeFailedException {
        if (isSource()) {
            produce();
        } else {
            consume();
            step(null, true);
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
            Frame frame = inlet.take();
            if (frame != null) {
                figures.countIn();
                step(frame, false);
            } else if (!rewiring.isDue() && rewiring.mayEnd()) {
                return;
            }
        }
    }

    /// Between two frames.
    private void takePlace() {
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
        Vertex changed = place.vertex();
        if (!changed.spec().restart().equals(vertex.spec().restart())) {
            recovery = new Recovery(changed.id(), changed.spec().restart());
        }
        NodeConfig pending = nextConfig.getAndSet(null);
        if (pending != null || !changed.config().equals(config)) {
            nextConfig.set(changed.config());
        }
        vertex = changed;
    }

    /// Virtual threads are not preempted: a source that is never held up would keep its carrier for itself.
    @SuppressWarnings("ThreadPriorityCheck") // fairness, not correctness
    private static void giveTurn() {
        Thread.yield();
    }

    private void awaitTurn() throws InterruptedException {
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
        if (!recovery.mayCall()) {
            lose(frame == null);
            return true;
        }
        Exception fault;
        clock.begin();
        try {
            boolean hasMore = call(frame, isEnd);
            figures.latency.record(clock.end());
            if (!clock.wasInterrupted()) {
                outlet.succeeded();
                succeeded();
                return hasMore;
            }
            Thread.interrupted();
            fault = tooLong();
        } catch (InterruptedException e) {
            clock.end();
            if (!clock.wasInterrupted()) {
                throw e;
            }
            fault = tooLong();
        } catch (Exception | StackOverflowError | AssertionError e) {
            clock.end();
            if (clock.wasInterrupted()) {
                Thread.interrupted();
            }
            fault = e instanceof Exception exception ? exception : new IllegalStateException(e);
        }
        outlet.failed();
        failed(fault, frame == null && !isEnd);
        return !isEnd;
    }

    private IllegalStateException tooLong() {
        return new IllegalStateException("it took more than " + vertex.spec().timeoutMs() + " ms for a frame");
    }

    private boolean call(@Nullable Frame frame, boolean isEnd) throws Exception {
        switch (readyNode()) {
            case SourceNode source -> {
                return source.produce(outlet);
            }
            case FrameNode worker -> {
                if (frame != null) {
                    worker.onFrame(frame, outlet);
                } else if (isEnd) {
                    worker.onEnd(outlet);
                }
                return true;
            }
        }
    }

    /// The node, made if there is none, with the parameters that were given last.
    private Node readyNode() {
        NodeConfig changed = nextConfig.get() == null ? null : nextConfig.getAndSet(null);
        if (changed != null) {
            config = changed;
        }
        Node known = node;
        if (known == null) {
            known = vertex.type().create(config);
            node = known;
        } else if (changed != null) {
            known.configure(changed);
        }
        return known;
    }

    private void succeeded() throws InterruptedException {
        recovery.succeeded();
        if (status.state() == NodeState.RECOVERING) {
            status.tell(NodeState.RUNNING, "");
        }
    }

    private void failed(Exception fault, boolean isSource) throws InterruptedException, NodeFailedException {
        figures.countError();
        String message = described(fault);
        long waitNs = recovery.failed();
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
            closeNode();
            if (waitNs > 0) {
                rest.awaitTime(System.nanoTime() + waitNs);
            }
        }
        lose(isSource);
    }

    /// The frame that the node did not get, or failed on, is lost, or a default takes its place.
    private void lose(boolean isSource) throws InterruptedException {
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

    private void closeNode() {
        Node known = node;
        node = null;
        if (known != null) {
            try {
                known.close();
            } catch (RuntimeException e) {
                figures.countError();
            }
        }
    }

    private static String described(Throwable fault) {
        String message = fault.getMessage();
        return message == null || message.isBlank() ? fault.getClass().getSimpleName() : message;
    }

    String id() {
        return vertex.id();
    }

    /// Has the node go on with `changed` from its next frame on.
    @AnyThread
    void configure(NodeConfig changed) {
        nextConfig.set(changed);
    }

    /// The pipeline may be paused no more.
    @AnyThread
    void unpause() {
        unpaused.wake();
    }

    /// Interrupts a call that has taken longer than it may.
    @AnyThread
    void timeOut() {
        long timeoutNs = TimeUnit.MILLISECONDS.toNanos(vertex.spec().timeoutMs());
        if (timeoutNs > 0) {
            clock.interruptIfOver(timeoutNs, thread);
        }
    }

    Thread thread() {
        return thread;
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
