package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.SourceNode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A node as long as it lives, and the one after it: made by its first call, timed in each.
///
/// - **Threading:** one thread calls; [#clock] says what others may do.
/// - **Ownership:** owns the node.
/// - **Failure:** whatever a call throws is what [#call] gives back, but for what ends the whole virtual machine.
final class NodeInstance {
    private final CallClock clock = new CallClock();
    private @Nullable Node node;
    private @Nullable NodeConfig config;
    private boolean hasMore;
    private long tookNs;

    /// What bounds its calls.
    CallClock clock() {
        return clock;
    }

    /// Calls the node with `frame`; a source, or the end of a node's frames, with null. Gives what it failed for,
    /// if it did.
    ///
    /// @param vertex what it is now; one that differs from that of the last call in its parameters reaches the
    ///     node before the call
    @Nullable
    Exception call(Vertex vertex, @Nullable Frame frame, boolean isEnd, NodeOutput out) throws InterruptedException {
        clock.begin();
        try {
            hasMore = callReady(ready(vertex), frame, isEnd, out);
            tookNs = clock.end();
            if (!clock.wasInterrupted()) {
                return null;
            }
            clearInterrupt();
            return tooLong(vertex);
        } catch (InterruptedException e) {
            clock.end();
            if (!clock.wasInterrupted()) {
                throw e;
            }
            return tooLong(vertex);
        } catch (Exception | StackOverflowError | AssertionError e) {
            clock.end();
            if (clock.wasInterrupted()) {
                clearInterrupt();
            }
            return e instanceof Exception exception ? exception : new IllegalStateException(e);
        }
    }

    /// It was meant for the call that is over.
    private static void clearInterrupt() {
        Thread.interrupted();
    }

    private static IllegalStateException tooLong(Vertex vertex) {
        return new IllegalStateException("it took more than " + vertex.spec().timeoutMs() + " ms for a frame");
    }

    private static boolean callReady(Node node, @Nullable Frame frame, boolean isEnd, NodeOutput out) throws Exception {
        switch (node) {
            case SourceNode source -> {
                return source.produce(out);
            }
            case FrameNode worker -> {
                if (frame != null) {
                    worker.onFrame(frame, out);
                } else if (isEnd) {
                    worker.onEnd(out);
                }
                return true;
            }
        }
    }

    /// The node, made if there is none, with the parameters of `vertex`.
    private Node ready(Vertex vertex) {
        NodeConfig before = config;
        NodeConfig now = vertex.config();
        config = now;
        Node known = node;
        if (known == null) {
            known = vertex.type().create(now);
            node = known;
        } else if (!now.equals(before)) {
            known.configure(now);
        }
        return known;
    }

    /// Whether the source that was called last has more to give.
    boolean hasMore() {
        return hasMore;
    }

    /// What the last call took, if it went well, without what the node waited for.
    long tookNs() {
        return tookNs;
    }

    /// Interrupts `caller` if its call takes longer than `vertex` may.
    @AnyThread
    void interruptIfOver(Vertex vertex, Thread caller) {
        long timeoutNs = TimeUnit.MILLISECONDS.toNanos(vertex.spec().timeoutMs());
        if (timeoutNs > 0) {
            clock.interruptIfOver(timeoutNs, caller);
        }
    }

    /// The next call makes another node; false when this one failed at its end.
    boolean close() {
        Node known = node;
        node = null;
        if (known != null) {
            try {
                known.close();
            } catch (RuntimeException e) {
                return false;
            }
        }
        return true;
    }
}
