package io.riptide.server.pipeline.input;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The frames that a client has sent to a pipeline and that its `Input` node has not taken yet.
///
/// - **Threading:** any thread; [#await] waits.
/// - **Bounds:** [#FRAMES_MAX] frames, [#BYTES_MAX] bytes; one frame may be larger than that, if it is alone.
public final class FrameInput {
    /// Frames that may wait.
    public static final int FRAMES_MAX = 256;

    /// About what they may take together, in bytes.
    public static final long BYTES_MAX = 4L << 20;

    private final Queue<InputFrame> frames = new ArrayDeque<>();
    private long bytes;
    private boolean isEnded;

    /// Takes `frame`; why not, if not.
    public synchronized Optional<String> offer(InputFrame frame) {
        if (isEnded) {
            return Optional.of("the input of this pipeline has ended");
        }
        long more = frame.bytes();
        if (frames.size() >= FRAMES_MAX || (!frames.isEmpty() && bytes + more > BYTES_MAX)) {
            return Optional.of(frames.size() + " frames of " + bytes
                    + " bytes wait already for the pipeline to take them; at most " + FRAMES_MAX + " of " + BYTES_MAX
                    + " may");
        }
        frames.add(frame);
        bytes += more;
        notifyAll();
        return Optional.empty();
    }

    /// No frame comes any more.
    public synchronized void end() {
        isEnded = true;
        notifyAll();
    }

    /// Nobody takes frames any more.
    public synchronized void close() {
        end();
        frames.clear();
        bytes = 0;
    }

    /// Waits for a frame; false when none comes any more.
    public synchronized boolean await() throws InterruptedException {
        while (frames.isEmpty() && !isEnded) {
            wait();
        }
        return !frames.isEmpty();
    }

    /// The next frame, if there is one.
    public synchronized @Nullable InputFrame poll() {
        InputFrame next = frames.poll();
        if (next != null) {
            bytes -= next.bytes();
        }
        return next;
    }
}
