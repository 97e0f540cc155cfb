package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.graph.Overflow;
import io.riptide.engine.pipeline.graph.PipelineGraph.Edge;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.QueuedPipe;
import org.jspecify.annotations.Nullable;

/// The frames that wait on one edge.
///
/// | field | written by | read by | mode |
/// |---|---|---|---|
/// | `queue` | both | both | the queue's |
/// | `firstNs`: since when the next batch waits | both | consumer | volatile |
/// | `isEnded` | producer | consumer | volatile |
/// | `isAdopted`: whether the producer knows of it | producer | who reshapes | volatile |
/// | `isClosed` | consumer | producer | volatile |
/// | `dropped` | producer | any | volatile, one writer |
///
/// - **Threading:** one producer, the node above; one consumer, the node below.
/// - **Ownership:** takes frames; those that are dropped, it releases.
/// - **Bounds:** the edge's capacity.
final class Inbox {
    private final Edge edge;
    private final Overflow overflow;
    private final int capacity;
    private final QueuedPipe<Frame> queue;
    private final int batchFrames;
    private final long batchNs;
    private final Waiting room = new Waiting();
    private final BooleanSupplier hasRoom = this::hasRoom;
    private final Waiting consumer;
    private volatile long firstNs;
    private volatile boolean isEnded;
    private volatile boolean isAdopted;
    private volatile boolean isClosed;
    private volatile long dropped;

    /// @param consumer where the node below waits
    Inbox(Edge edge, Waiting consumer) {
        this.edge = edge;
        this.overflow = edge.spec().overflow();
        this.capacity = edge.capacity();
        this.batchFrames = edge.spec().batchFrames();
        this.batchNs = TimeUnit.MILLISECONDS.toNanos(edge.spec().batchMs());
        this.consumer = consumer;
        // To drop what waits, the producer has to take it out: then both take.
        this.queue = overflow == Overflow.DROP_OLDEST || overflow == Overflow.LATEST
                ? new ManyToManyConcurrentArrayQueue<>(Math.max(2, capacity))
                : new OneToOneConcurrentArrayQueue<>(capacity);
    }

    Edge edge() {
        return edge;
    }

    /// Takes `frame`, or drops it or another, by the edge's rule; false when there is no room and who emits is
    /// to wait: then the frame is still the caller's.
    boolean offer(Frame frame) {
        if (isClosed) {
            drop(frame);
            return true;
        }
        switch (overflow) {
            case BLOCK -> {
                if (queue.size() >= capacity || !queue.offer(frame)) {
                    return false;
                }
            }
            case DROP_NEWEST -> {
                if (queue.size() >= capacity || !queue.offer(frame)) {
                    drop(frame);
                    return true;
                }
            }
            case DROP_OLDEST -> makeRoom(frame, capacity - 1);
            case LATEST -> makeRoom(frame, 0);
        }
        if (batchFrames > 1 && queue.size() == 1) {
            firstNs = System.nanoTime();
        }
        consumer.wake();
        return true;
    }

    private void makeRoom(Frame frame, int waitingMax) {
        while (queue.size() > waitingMax || !queue.offer(frame)) {
            Frame oldest = queue.poll();
            if (oldest != null) {
                drop(oldest);
            }
            if (queue.size() <= waitingMax && queue.offer(frame)) {
                return;
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void drop(Frame frame) {
        frame.release();
        dropped++;
    }

    /// Waits until [#offer] may take a frame. A consumer that is behind makes half of the room before it says
    /// so, or both would wake each other for each frame.
    void awaitRoom() throws InterruptedException {
        room.await(hasRoom);
    }

    private boolean hasRoom() {
        return queue.size() <= capacity / 2 || isClosed;
    }

    /// The consumer has ended: nobody waits for room here any more, and what comes is dropped.
    void close() {
        isClosed = true;
        room.wake();
    }

    boolean isClosed() {
        return isClosed;
    }

    /// The frame that has waited longest, the caller's now, or null.
    @Nullable
    Frame poll() {
        Frame frame = queue.poll();
        if (frame != null && overflow == Overflow.BLOCK && hasRoom()) {
            room.wake();
        }
        return frame;
    }

    /// Whether there is a frame to take, or, where frames come in batches, a batch or the last of one.
    boolean isReady(long nowNs, boolean isInBatch) {
        int size = queue.size();
        return size > 0
                && (batchFrames == 1 || isInBatch || size >= batchFrames || isEnded || nowNs - firstNs >= batchNs);
    }

    /// When a batch that is not whole is due all the same; [Long#MAX_VALUE] where none has begun.
    long dueNs() {
        return batchFrames > 1 && !queue.isEmpty() ? firstNs + batchNs : Long.MAX_VALUE;
    }

    /// A batch was taken: what is left is the beginning of the next.
    void batchTaken() {
        if (batchFrames > 1) {
            firstNs = System.nanoTime();
        }
    }

    boolean isBatched() {
        return batchFrames > 1;
    }

    int batchFrames() {
        return batchFrames;
    }

    /// No frame comes any more.
    void end() {
        isEnded = true;
        consumer.wake();
    }

    /// The producer emits to it from now on.
    void adopt() {
        isAdopted = true;
    }

    boolean isAdopted() {
        return isAdopted;
    }

    /// Whether the last frame was taken and none comes any more.
    boolean isDone() {
        return isEnded && queue.isEmpty();
    }

    int depth() {
        return queue.size();
    }

    int capacity() {
        return capacity;
    }

    long dropped() {
        return dropped;
    }

    /// Releases all that waits; when nobody offers or polls any more.
    void clear() {
        for (Frame frame = queue.poll(); frame != null; frame = queue.poll()) {
            frame.release();
        }
    }
}
