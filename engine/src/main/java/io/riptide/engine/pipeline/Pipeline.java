package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineGraph.Edge;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A graph at work: each node on a virtual thread of its own, each edge a bounded inbox between two of them.
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

    /// Frames a node may hold besides those in its inboxes: what it is at, what it makes, what it keeps.
    private static final int FRAMES_PER_NODE = 16;

    /// Two that are written to, and two that are read: each 4,608 counts of eight bytes, rounded up.
    private static final long BYTES_PER_HISTOGRAM = 4 * 40 * 1_024L;

    /// Of a place in a queue: a reference and its sequence.
    private static final long BYTES_PER_PLACE = 16;

    private final List<NodeRunner> runners = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicReference<@Nullable NodeFailedException> failure = new AtomicReference<>();
    private final Waiting ends = new Waiting();
    private final List<Waiting> pauses = new ArrayList<>();
    private volatile boolean isPaused;
    private volatile int abandoned;

    /// A pipeline that is yet to run.
    public Pipeline(PipelineGraph graph, FramePool pool, PipelineListener listener) {
        Map<Edge, Inbox> inboxes = new HashMap<>();
        Map<String, Waiting> arrivals = new HashMap<>();
        for (Edge edge : graph.edges()) {
            Waiting arrival = arrivals.computeIfAbsent(edge.to(), _ -> new Waiting());
            inboxes.put(edge, new Inbox(edge, arrival));
        }
        for (Vertex vertex : graph.vertices()) {
            NodeFigures figures = new NodeFigures();
            CallClock clock = new CallClock();
            List<Inbox> into =
                    graph.into(vertex.id()).stream().map(inboxes::get).toList();
            List<Inbox> outOf =
                    graph.outOf(vertex.id()).stream().map(inboxes::get).toList();
            Waiting arrival = arrivals.computeIfAbsent(vertex.id(), _ -> new Waiting());
            Inlet inlet = vertex.isAligned() && into.size() > 1
                    ? new AlignInlet(into, arrival, pool, figures)
                    : new MergeInlet(into, arrival);
            boolean isHeard = vertex.type().output() != PortKind.NONE;
            Outlet outlet = new Outlet(vertex.id(), pool, listener, figures, isHeard, clock, outOf);
            runners.add(new NodeRunner(vertex, inlet, outlet, figures, clock, listener, new RunnerControl()));
        }
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
        return waiting + FRAMES_PER_NODE * graph.vertices().size();
    }

    private final class RunnerControl implements NodeRunner.Control {
        private final Waiting own = new Waiting();

        RunnerControl() {
            pauses.add(own);
        }

        @Override
        public Waiting pause() {
            return own;
        }

        @Override
        public boolean isPaused() {
            return isPaused;
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

    /// Works until all is done.
    public void run() throws InterruptedException, NodeFailedException {
        assert threads.isEmpty() : "runs once";
        working.set(runners.size());
        for (NodeRunner runner : runners) {
            threads.add(Thread.ofVirtual().name("node-" + runner.id()).unstarted(runner));
        }
        try {
            threads.forEach(Thread::start);
            while (working.get() > 0 && failure.get() == null) {
                ends.await(this::isOver, System.nanoTime() + WATCH_NS);
                for (int i = 0; i < runners.size(); i++) {
                    runners.get(i).timeOut(threads.get(i));
                }
            }
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

    /// Ends all threads and releases what waits. An interrupt does not shorten that.
    private void end() {
        boolean wasInterrupted = Thread.interrupted();
        threads.forEach(Thread::interrupt);
        long untilNs = System.nanoTime() + END_NS;
        for (Thread thread : threads) {
            wasInterrupted |= join(thread, untilNs);
        }
        abandoned = (int) threads.stream().filter(Thread::isAlive).count();
        runners.forEach(NodeRunner::release);
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
        pauses.forEach(Waiting::wake);
    }

    /// Whether it is paused.
    @AnyThread
    public boolean isPaused() {
        return isPaused;
    }

    /// Has node `id` go on with `config`, which is checked, from its next frame on; false if there is none.
    @AnyThread
    public boolean configure(String id, NodeConfig config) {
        Optional<NodeRunner> found =
                runners.stream().filter(runner -> runner.id().equals(id)).findFirst();
        found.ifPresent(runner -> runner.configure(config));
        return found.isPresent();
    }

    /// Threads of nodes that did not answer the interrupt at the end.
    @AnyThread
    public int abandoned() {
        return abandoned;
    }

    /// What each node counts, in the order in which frames pass.
    @AnyThread
    public List<NodeSnapshot> snapshot() {
        return runners.stream().map(NodeRunner::snapshot).toList();
    }
}
