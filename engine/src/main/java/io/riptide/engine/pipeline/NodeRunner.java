package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.graph.ErrorPolicy;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.pipeline.node.SourceNode;
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
/// - **Threading:** its own virtual thread; [#configure], [#timeOut] and the figures by any.
/// - **Ownership:** owns the node, and the frame it is at.
final class NodeRunner implements Runnable {
    /// A source that fails is not asked again before, or it would do nothing but fail.
    private static final long SOURCE_REST_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int FRAMES_PER_TURN = 64;
    private static final long TELL_NS = TimeUnit.SECONDS.toNanos(1);
    private final Vertex vertex;
    private final Inlet inlet;
    private final Outlet outlet;
    private final NodeFigures figures;
    private final CallClock clock;
    private final PipelineListener listener;
    private final Control control;
    private final Recovery recovery;
    private final Waiting rest = new Waiting();
    private final BooleanSupplier mayGoOn;
    private final long timeoutNs;
    private final AtomicReference<@Nullable NodeConfig> nextConfig = new AtomicReference<>();
    private volatile NodeState state = NodeState.IDLE;
    private NodeConfig config;
    private @Nullable Node node;
    private long toldNs = System.nanoTime() - TELL_NS;

    /// What a runner has to do with its pipeline.
    interface Control {
        /// Where sources wait while the pipeline is paused.
        Waiting pause();

        /// Whether it is paused.
        boolean isPaused();

        /// The runner's thread ends; with what it failed for, if it did.
        void ended(@Nullable NodeFailedException failure);
    }

    NodeRunner(
            Vertex vertex,
            Inlet inlet,
            Outlet outlet,
            NodeFigures figures,
            CallClock clock,
            PipelineListener listener,
            Control control) {
        this.vertex = vertex;
        this.inlet = inlet;
        this.outlet = outlet;
        this.figures = figures;
        this.clock = clock;
        this.listener = listener;
        this.control = control;
        this.config = vertex.config();
        this.recovery = new Recovery(vertex.id(), vertex.spec().restart());
        this.timeoutNs = TimeUnit.MILLISECONDS.toNanos(vertex.spec().timeoutMs());
        this.mayGoOn = () -> !control.isPaused();
    }

    @Override
    public void run() {
        NodeFailedException failure = null;
        try {
            tell(NodeState.RUNNING, "");
            failure = failureOfWork();
            tell(failure == null ? NodeState.COMPLETED : NodeState.ERROR, failure == null ? "" : failure.reason());
        } catch (InterruptedException e) {
            // The pipeline ends; the node is left in the state it was in.
        } finally {
            closeNode();
            outlet.failed();
            outlet.releaseInput();
            inlet.clear();
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
        if (vertex.type().input() == PortKind.NONE) {
            for (int i = 1; step(null, false); i++) {
                awaitTurn();
                if (i % FRAMES_PER_TURN == 0) {
                    giveTurn();
                }
            }
            return;
        }
        Frame frame = inlet.take();
        while (frame != null) {
            figures.countIn();
            step(frame, false);
            frame = inlet.take();
        }
        step(null, true);
    }

    /// Virtual threads are not preempted: a source that is never held up would keep its carrier for itself.
    @SuppressWarnings("ThreadPriorityCheck") // fairness, not correctness
    private static void giveTurn() {
        Thread.yield();
    }

    private void awaitTurn() throws InterruptedException {
        if (control.isPaused()) {
            tell(NodeState.PAUSED, "");
            control.pause().await(mayGoOn);
            tell(NodeState.RUNNING, "");
        }
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
        if (state == NodeState.RECOVERING) {
            tell(NodeState.RUNNING, "");
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
            tellSeldom(message);
        } else {
            tell(NodeState.RECOVERING, message);
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

    private void tellSeldom(String message) throws InterruptedException {
        long nowNs = System.nanoTime();
        if (nowNs - toldNs >= TELL_NS) {
            toldNs = nowNs;
            listener.onState(vertex.id(), state, message);
        }
    }

    private void tell(NodeState to, String message) throws InterruptedException {
        boolean isNews = state != to;
        state = to;
        if (isNews) {
            listener.onState(vertex.id(), to, message);
        } else {
            tellSeldom(message);
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

    /// Interrupts a call that has taken longer than it may.
    @AnyThread
    void timeOut(Thread thread) {
        if (timeoutNs > 0) {
            clock.interruptIfOver(timeoutNs, thread);
        }
    }

    /// After the thread has ended.
    void release() {
        inlet.inboxes().forEach(Inbox::clear);
    }

    @AnyThread
    NodeSnapshot snapshot() {
        List<Inbox> inboxes = inlet.inboxes();
        return new NodeSnapshot(
                vertex.id(),
                vertex.type().name(),
                state,
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
