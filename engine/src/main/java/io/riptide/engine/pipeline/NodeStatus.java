package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import java.util.concurrent.TimeUnit;

/// Where one node is in its life, and the telling of it.
///
/// - **Threading:** the node's thread; [#state] by any.
/// - **Bounds:** the same state is told again once a second at most.
final class NodeStatus {
    private static final long TELL_NS = TimeUnit.SECONDS.toNanos(1);

    private final String id;
    private final PipelineListener listener;
    private volatile NodeState state = NodeState.IDLE;
    private long toldNs = System.nanoTime() - TELL_NS;

    NodeStatus(String id, PipelineListener listener) {
        this.id = id;
        this.listener = listener;
    }

    @AnyThread
    NodeState state() {
        return state;
    }

    /// The node is in state `to`, for what `message` says.
    void tell(NodeState to, String message) throws InterruptedException {
        boolean isNews = state != to;
        state = to;
        if (isNews) {
            listener.onState(id, to, message);
        } else {
            tellSeldom(message);
        }
    }

    /// Something happened that happens often.
    void tellSeldom(String message) throws InterruptedException {
        long nowNs = System.nanoTime();
        if (nowNs - toldNs >= TELL_NS) {
            toldNs = nowNs;
            listener.onState(id, state, message);
        }
    }
}
