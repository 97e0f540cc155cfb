package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineGraph.Edge;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A graph at work: each node on a virtual thread of its own, each edge a bounded inbox between two of them.
///
/// While it runs, it can become another graph without a stop: see [#reshape].
///
/// It ends when each source has ended and what they made is through, when a node fails and its policies do not
/// let it go on, or by an interrupt.
///
/// - **Threading:** [#run] once, on a thread that may block; all else by any.
/// - **Ownership:** owns its nodes, threads and inboxes; borrows the pool. After [#run] no thread of its is
///   left, but one that does not answer an interrupt: see [#abandoned].
/// - **Bounds:** the inboxes of the graph, and for each node what it holds itself; the pool bounds both.
/// - **Failure:** [NodeFailedException]; [InterruptedException].
public final class Pipeline {
    /// How long a node may take to answer the interrupt by which it is told to end.
    private static final long END_NS = TimeUnit.SECONDS.toNanos(5);

    private static final long AGAIN_MS = 100;
    private static final long WATCH_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /// Frames an instance of a node may hold besides those in its inboxes: what it is at, what it makes, what it keeps.
    private static final int FRAMES_PER_INSTANCE = 16;

    /// Two that are written to, and two that are read: each 4,608 counts of eight bytes, rounded up.
    private static final long BYTES_PER_HISTOGRAM = 4 * 40 * 1_024L;

    /// Of a place in a queue: a reference and its sequence.
    private static final long BYTES_PER_PLACE = 16;

    private final FramePool pool;
    private final PipelineListener listener;
    private final boolean isSinglePass;
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicReference<@Nullable NodeFailedException> failure = new AtomicReference<>();
    private final Waiting ends = new Waiting();
    private final BooleanSupplier isOver = this::isOver;
    private final NodeRunner.Control control = new RunnerControl();

    /// Guards all below.
    private final Object reshaping = new Object();

    /// All that work, or have something left of others.
    private final List<NodeRunner> made = new ArrayList<>();

    private boolean isBegun;
    private boolean isEnding;
    private volatile Shape shape = Shape.EMPTY;
    private volatile List<NodeRunner> watched = List.of();
    private volatile boolean isPaused;
    private volatile int abandoned;

    /// A pipeline that is yet to run.
    public Pipeline(PipelineGraph graph, FramePool pool, PipelineListener listener) {
        this(graph, pool, listener, false);
    }

    private Pipeline(PipelineGraph graph, FramePool pool, PipelineListener listener, boolean isSinglePass) {
        this.pool = pool;
        this.listener = listener;
        this.isSinglePass = isSinglePass;
        synchronized (reshaping) {
            become(graph);
        }
    }

    /// A pipeline whose sources are asked once: what comes of that is all.
    public static Pipeline singlePass(PipelineGraph graph, FramePool pool, PipelineListener listener) {
        return new Pipeline(graph, pool, listener, true);
    }

    /// Memory that a pipeline of this graph takes besides its samples: the histograms of its nodes, for the most
    /// part.
    public static long bytesMax(PipelineGraph graph) {
        long sources = graph.vertices().stream()
                .filter(vertex -> vertex.type().input() == PortKind.NONE)
                .count();
        long perEdge = graph.edges().stream()
                .mapToLong(edge -> BYTES_PER_PLACE * edge.capacity())
                .sum();
        return BYTES_PER_HISTOGRAM * (graph.vertices().size() + sources) + perEdge;
    }

    /// Frames that a pipeline of this graph may need at once.
    public static int framesMax(PipelineGraph graph) {
        int waiting = graph.edges().stream().mapToInt(Edge::capacity).sum();
        int instances = graph.vertices().stream()
                .mapToInt(vertex -> vertex.spec().parallelism())
                .sum();
        return waiting + FRAMES_PER_INSTANCE * instances;
    }

    private final class RunnerControl implements NodeRunner.Control {
        @Override
        public boolean isPaused() {
            return isPaused;
        }

        @Override
        public boolean isSinglePass() {
            return isSinglePass;
        }

        @Override
        public void ended(@Nullable NodeFailedException why) {
            if (why != null) {
                failure.compareAndSet(null, why);
            }
            working.decrementAndGet();
            ends.wake();
        }
    }

    /// Has it go on as `graph`, see [Shape]; false when it has ended, or is about to. What the pool has no frames
    /// for, see [#framesMax], is to be refused before.
    @AnyThread
    public boolean reshape(PipelineGraph graph) {
        synchronized (reshaping) {
            if (isEnding || isOver()) {
                return false;
            }
            become(graph);
            return true;
        }
    }

    /// Under the guard.
    private void become(PipelineGraph graph) {
        List<NodeRunner> added = new ArrayList<>();
        shape = shape.reshaped(graph, vertex -> {
            NodeRunner runner = new NodeRunner(vertex, pool, listener, control);
            added.add(runner);
            return runner;
        });
        Set<NodeRunner> members = Set.copyOf(shape.runners());
        made.removeIf(runner -> !members.contains(runner) && runner.isGone());
        made.addAll(added);
        watched = List.copyOf(made);
        working.addAndGet(added.size());
        if (isBegun) {
            added.forEach(NodeRunner::start);
        }
    }

    /// Works until all is done.
    public void run() throws InterruptedException, NodeFailedException {
        synchronized (reshaping) {
            assert !isBegun : "runs once";
            isBegun = true;
            made.forEach(NodeRunner::start);
        }
        try {
            do {
                ends.await(isOver, System.nanoTime() + WATCH_NS);
                watched.forEach(NodeRunner::timeOut);
            } while (!endsNow());
        } finally {
            end();
        }
        NodeFailedException why = failure.get();
        if (why != null) {
            throw why;
        }
    }

    private boolean isOver() {
        return working.get() == 0 || failure.get() != null;
    }

    /// Whether it is over; if so, it is not reshaped any more.
    private boolean endsNow() {
        synchronized (reshaping) {
            isEnding = isOver();
            return isEnding;
        }
    }

    /// Ends all threads and releases what waits. An interrupt does not shorten that.
    private void end() {
        boolean wasInterrupted = Thread.interrupted();
        List<NodeRunner> all;
        synchronized (reshaping) {
            isEnding = true;
            all = List.copyOf(made);
        }
        all.forEach(runner -> runner.thread().interrupt());
        long untilNs = System.nanoTime() + END_NS;
        int left = 0;
        for (NodeRunner runner : all) {
            wasInterrupted |= join(runner.thread(), untilNs);
            left += runner.thread().isAlive() ? 1 : 0;
            for (Thread worker : runner.workerThreads()) {
                wasInterrupted |= join(worker, untilNs);
                left += worker.isAlive() ? 1 : 0;
            }
        }
        abandoned = left;
        all.forEach(NodeRunner::release);
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the caller was interrupted meanwhile.
    private static boolean join(Thread thread, long untilNs) {
        boolean wasInterrupted = false;
        while (thread.isAlive() && System.nanoTime() < untilNs) {
            try {
                thread.join(AGAIN_MS);
                thread.interrupt(); // again: the first may have come as a call was ended for its time
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        return wasInterrupted;
    }

    /// Lets no source begin another frame.
    @AnyThread
    public void pause() {
        isPaused = true;
    }

    /// Lets the sources go on.
    @AnyThread
    public void unpause() {
        isPaused = false;
        watched.forEach(NodeRunner::unpause);
    }

    /// Whether it is paused.
    @AnyThread
    public boolean isPaused() {
        return isPaused;
    }

    /// Threads of nodes that did not answer the interrupt at the end.
    @AnyThread
    public int abandoned() {
        return abandoned;
    }

    /// What each node counts, in the order in which frames pass.
    @AnyThread
    public List<NodeSnapshot> snapshot() {
        return shape.runners().stream().map(NodeRunner::snapshot).toList();
    }
}
