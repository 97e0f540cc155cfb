package io.riptide.server.pipeline;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.NodeFailedException;
import io.riptide.engine.pipeline.NodeSnapshot;
import io.riptide.engine.pipeline.Pipeline;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.pool.PipelinePool;
import io.riptide.engine.pipeline.pool.PoolFullException;
import io.riptide.engine.run.RunFailure;
import io.riptide.engine.run.RunFailureException;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.pipeline.input.FrameInput;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.stream.StreamIdentity;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// One pipeline from its wait for a place to its last frame, for those who look at it and change it meanwhile.
///
/// ```
/// QUEUED ─► INITIALIZING ─► RUNNING ⇄ PAUSED ─► COMPLETED
///                              └─ a node failed ─► ERROR
/// ```
///
/// - **Threading:** [#run] once, on a thread that may block; all else by any.
/// - **Bounds:** `pipelines.run-bytes` for samples, figures of nodes and what waits as input; frames for four
///   times what the first graph needs, and at least [#FRAMES_MIN].
/// - **Failure:** [RunFailureException] says what is full, or which node failed.
final class LivePipeline {
    private static final int FRAMES_MIN = 1_024;
    private static final int GRAPHS_PER_POOL = 4;

    /// What a frame that is not made yet takes in its pool.
    private static final long BYTES_PER_PLACE = 16;

    private final PipelineWork work;
    private final StreamIdentity identity;
    private final LiveListener listener;
    private final LongAdder frames = new LongAdder();
    private final int framesMax;
    private final ByteBudget memory;
    private PipelineGraph graph;
    private long reservedBytes;
    private boolean isPaused;
    private boolean isOver;
    private int revision;
    private long changes;
    private @Nullable Pipeline pipeline;
    private volatile PipelineState state = PipelineState.QUEUED;
    private volatile List<NodeSnapshot> lastFigures = List.of();
    private volatile int leaked;
    private volatile int abandoned;

    LivePipeline(PipelineWork work, StreamIdentity identity, LiveListener listener) {
        this.work = work;
        this.identity = identity;
        this.listener = listener;
        this.graph = placed(work.graph());
        this.framesMax = Math.max(FRAMES_MIN, GRAPHS_PER_POOL * Pipeline.framesMax(graph));
        this.memory = work.pipelining().runMemory();
    }

    private PipelineGraph placed(PipelineGraph checked) {
        return PlacedType.place(checked, identity, work.input());
    }

    /// Waits for a place and works until all is done.
    void run() throws InterruptedException, RunFailureException {
        try {
            runInPlace();
        } catch (RunFailureException e) {
            state = PipelineState.ERROR;
            throw e;
        } finally {
            end();
        }
    }

    private void runInPlace() throws InterruptedException, RunFailureException {
        try (PipelinePool.Place _ =
                work.pipelining().pool().enter(graph().spec().priority(), listener::onWait)) {
            state = PipelineState.INITIALIZING;
            try {
                reserve(bytes(graph()));
                runNodes();
            } finally {
                giveBack(); // before the next one gets the place
            }
        } catch (PoolFullException e) {
            throw new RunFailureException(new RunFailure.Overload(String.valueOf(e.getMessage())));
        } catch (NodeFailedException e) {
            throw new RunFailureException(new RunFailure.Faulty(String.valueOf(e.getMessage())));
        }
    }

    private void runNodes() throws InterruptedException, NodeFailedException {
        try (FramePool pool = new FramePool(framesMax, memory)) {
            Pipeline begun = begin(pool);
            try {
                listener.onBegin();
                begun.run();
            } finally {
                lastFigures = begun.snapshot();
                leaked = pool.outstanding();
                abandoned = begun.abandoned();
            }
        }
    }

    private synchronized Pipeline begin(FramePool pool) {
        Pipeline begun =
                work.isSinglePass() ? Pipeline.singlePass(graph, pool, listener) : new Pipeline(graph, pool, listener);
        pipeline = begun;
        state = PipelineState.RUNNING;
        if (isPaused) {
            begun.pause();
            state = PipelineState.PAUSED;
        }
        return begun;
    }

    private synchronized void giveBack() {
        isOver = true;
        pipeline = null;
        memory.release(reservedBytes);
        reservedBytes = 0;
    }

    /// Nothing is to be changed any more, and no input taken.
    synchronized void end() {
        isOver = true;
        if (state != PipelineState.ERROR) {
            state = PipelineState.COMPLETED;
        }
        work.input().close();
    }

    private long bytes(PipelineGraph of) {
        long input = PipelineReader.takesInput(of) ? FrameInput.BYTES_MAX : 0;
        return Pipeline.bytesMax(of) + BYTES_PER_PLACE * framesMax + input;
    }

    private synchronized void reserve(long bytes) throws RunFailureException {
        if (!grow(bytes)) {
            throw new RunFailureException(new RunFailure.Overload(noMemory(bytes)));
        }
    }

    /// Reserves `bytes` in all, if that is more than before; under the guard.
    private boolean grow(long bytes) {
        long more = Math.max(0, bytes - reservedBytes);
        boolean isReserved = memory.tryReserve(more);
        reservedBytes += isReserved ? more : 0;
        return isReserved;
    }

    private static String noMemory(long bytes) {
        return "its nodes take " + bytes
                + " bytes, which pipelines.run-bytes, or pipelines.memory-bytes beside other pipelines, does not leave";
    }

    /// What is to become of a graph.
    @FunctionalInterface
    interface GraphChange {
        /// The graph in the place of `current`; throws all that is wrong with it.
        PipelineGraph of(PipelineGraph current) throws InvalidInputException;
    }

    /// Has it go on as another graph, if that is wanted, and lets its sources wait or go on; nothing is changed
    /// when a part of it cannot be.
    synchronized void change(Optional<GraphChange> wanted, Optional<Boolean> hasToWait)
            throws InvalidInputException, RefusedException {
        requireGoing();
        if (wanted.isPresent()) {
            reshape(placed(wanted.get().of(graph)));
        }
        if (hasToWait.isPresent()) {
            pause(hasToWait.get());
        }
    }

    /// Under the guard.
    private void reshape(PipelineGraph next) throws RefusedException {
        int needed = Pipeline.framesMax(graph) + Pipeline.framesMax(next);
        if (needed > framesMax) {
            throw new RefusedException(Problem.conflict("both graphs together may need " + needed
                    + " frames at once, and this run began with " + framesMax + "; give edges less capacity"));
        }
        if (!grow(bytes(next))) {
            throw new RefusedException(Problem.unavailable(noMemory(bytes(next))));
        }
        Pipeline going = pipeline;
        if (going != null && !going.reshape(next)) {
            throw new RefusedException(ended());
        }
        graph = next;
        revision++;
        tellChange();
    }

    /// Under the guard.
    private void pause(boolean hasToWait) {
        isPaused = hasToWait;
        Pipeline going = pipeline;
        if (going == null) {
            return;
        }
        if (hasToWait) {
            going.pause();
            state = PipelineState.PAUSED;
        } else {
            going.unpause();
            state = PipelineState.RUNNING;
        }
        tellChange();
    }

    /// Under the guard.
    private void tellChange() {
        changes++;
        notifyAll();
    }

    /// Waits until it was changed more often than `known`, or until [System#nanoTime] is `untilNs`; how often it
    /// was changed. [Long#MAX_VALUE] is never.
    synchronized long awaitChange(long known, long untilNs) throws InterruptedException {
        while (changes == known) {
            if (untilNs == Long.MAX_VALUE) {
                wait();
                continue;
            }
            long leftNs = untilNs - System.nanoTime();
            if (leftNs <= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        }
        return changes;
    }

    private void requireGoing() throws RefusedException {
        if (isOver) {
            throw new RefusedException(ended());
        }
    }

    private Problem ended() {
        return Problem.conflict("the pipeline of run " + runId() + " has ended");
    }

    void countFrame() {
        frames.increment();
    }

    /// Frames that clients were given.
    long frames() {
        return frames.sum();
    }

    String runId() {
        return identity.runId();
    }

    PipelineWork work() {
        return work;
    }

    PipelineState state() {
        return state;
    }

    /// The graph as it is now.
    synchronized PipelineGraph graph() {
        return graph;
    }

    /// How often it has become another graph.
    synchronized int revision() {
        return revision;
    }

    /// Frames that were still held when all was over: a fault of a node.
    int leaked() {
        return leaked;
    }

    /// Threads of nodes that work on, since they do not hear interrupts: they cannot be ended.
    int abandoned() {
        return abandoned;
    }

    /// What each node counts, in the order in which frames pass.
    List<NodeSnapshot> figures() {
        Pipeline going;
        synchronized (this) {
            going = pipeline;
        }
        return going == null ? lastFigures : going.snapshot();
    }
}
