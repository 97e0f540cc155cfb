package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One of several instances of a node that work side by side, each with a frame of its own.
///
/// ```
/// runner   hand ──────► isBusy              settle: fault, frames
/// worker            └─► call the node ─► not isBusy ┘
/// ```
///
/// | field | written by | read by | mode |
/// |---|---|---|---|
/// | `isBusy` | runner: true, worker: false | both | volatile |
/// | all that a call is told and gives | runner while not busy, worker while busy | both | by `isBusy` |
///
/// - **Threading:** its own virtual thread; all methods by the runner but [#run] and [#interruptIfOver].
/// - **Ownership:** owns its node and the frames of its call until they are settled; its thread gives them back
///   as it ends.
final class NodeWorker implements Runnable {
    private final NodeInstance instance = new NodeInstance();
    private final Waiting work = new Waiting();
    private final Waiting runner;
    private final WorkerOutput out;
    private final Thread thread;
    private final BooleanSupplier hasWork = this::isBusy;
    private volatile boolean isBusy;
    private volatile boolean isEnding;
    private Vertex vertex;
    private @Nullable Frame frame;
    private boolean isEnd;
    private long pass;
    private @Nullable Exception fault;

    /// @param runner where it waits for this one
    NodeWorker(Vertex vertex, int number, FramePool pool, Waiting runner) {
        this.vertex = vertex;
        this.runner = runner;
        this.out = new WorkerOutput(pool, instance.clock());
        this.thread =
                Thread.ofVirtual().name("node-" + vertex.id() + "-" + number).unstarted(this);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    /// Whether it is at a call.
    boolean isBusy() {
        return isBusy;
    }

    /// Has it call its node with `given`, the worker's now; or, with null, tell it that no more frames come.
    ///
    /// @param leave what [NodePolicies#enter] gave
    void hand(Vertex now, @Nullable Frame given, long leave) {
        assert !isBusy : thread;
        vertex = now;
        frame = given;
        isEnd = given == null;
        pass = leave;
        isBusy = true;
        work.wake();
    }

    /// Passes on what the call gave that is over, and judges it.
    void settle(Outlet outlet, NodePolicies policies) throws InterruptedException, NodeFailedException {
        assert !isBusy : thread;
        outlet.begin(out.takeInput());
        out.pass(outlet);
        policies.judge(instance, fault, false, pass);
    }

    @Override
    public void run() {
        try {
            while (awaitWork()) {
                fault = faultOfCall();
                isBusy = false;
                runner.wake();
            }
        } catch (InterruptedException e) {
            // It is not needed any more.
        } finally {
            forgetFrame();
            out.clear();
            clearInterrupt();
            instance.close();
        }
    }

    /// False when there is to be none.
    private boolean awaitWork() {
        while (!isEnding && !isBusy) {
            try {
                work.await(hasWork);
            } catch (InterruptedException e) {
                // Either it ends, or this was meant for the call before.
            }
        }
        return !isEnding;
    }

    /// It was handed a frame that it did not begin.
    private void forgetFrame() {
        Frame left = frame;
        frame = null;
        if (left != null) {
            left.release();
        }
    }

    /// The node is to close in peace.
    private static void clearInterrupt() {
        Thread.interrupted();
    }

    private @Nullable Exception faultOfCall() throws InterruptedException {
        Exception why;
        Frame given = frame;
        frame = null;
        out.begin(given);
        try {
            why = instance.call(vertex, given, isEnd, out);
        } catch (InterruptedException e) {
            if (isEnding) {
                throw e;
            }
            why = e;
        } catch (RuntimeException | Error e) { // the outermost frame of this thread
            why = new IllegalStateException(e);
        }
        out.finish(why == null);
        return why;
    }

    /// Ends its thread. What it is at, or has not been asked for, is lost.
    void end() {
        isEnding = true;
        thread.interrupt();
    }

    @AnyThread
    void interruptIfOver(Vertex now) {
        instance.interruptIfOver(now, thread);
    }
}
