package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.node.NodeOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps what a worker's node emits until it is that call's turn to be passed on.
///
/// - **Threading:** the worker's thread in a call, the runner's between two.
/// - **Ownership:** owns what was emitted until [#pass].
final class WorkerOutput implements NodeOutput {
    private static final int EMITTED_TYPICAL = 4;

    private final CallFrames frames;
    private final CallClock clock;
    private @Nullable Frame[] emitted = new Frame[EMITTED_TYPICAL];
    private String[] ports = new String[EMITTED_TYPICAL];
    private int count;
    private final List<String> notes = new ArrayList<>();

    /// The frame that came in, also once it was emitted: it is not passed on before the call is over.
    private @Nullable Frame head;

    WorkerOutput(FramePool pool, CallClock clock) {
        this.frames = new CallFrames(pool);
        this.clock = clock;
    }

    /// A call with this frame begins; null for the end of a node's frames.
    void begin(@Nullable Frame frame) {
        frames.begin(frame);
        head = frame;
    }

    /// The call is over.
    ///
    /// @param isWell whether what was emitted is to be passed on
    void finish(boolean isWell) {
        head = null;
        if (isWell) {
            frames.succeeded();
        } else {
            frames.failed();
        }
    }

    /// The frame that came in, if it was not emitted; the caller's now.
    @Nullable
    Frame takeInput() {
        return frames.takeInput();
    }

    /// Has `to` emit what was emitted here, in its order, and say what was said.
    void pass(NodeOutput to) throws InterruptedException {
        while (!notes.isEmpty()) {
            to.note(notes.removeFirst());
        }
        for (int i = 0; i < count; i++) {
            Frame frame = emitted[i];
            emitted[i] = null;
            if (frame != null) {
                to.emit(ports[i], frame);
            }
        }
        count = 0;
    }

    /// Releases all that is left.
    void clear() {
        for (int i = 0; i < count; i++) {
            Frame frame = emitted[i];
            emitted[i] = null;
            if (frame != null) {
                frame.release();
            }
        }
        count = 0;
        frames.failed();
        frames.releaseInput();
    }

    @Override
    public Frame acquire() {
        Frame frame = frames.acquire();
        Frame from = head;
        if (from != null) {
            frame.copyHeadOf(from);
        }
        return frame;
    }

    @Override
    public Frame exclusive(Frame frame) {
        return frames.exclusive(frame);
    }

    @Override
    public void emit(String port, Frame frame) {
        frames.emitted(frame);
        if (count == emitted.length) {
            emitted = Arrays.copyOf(emitted, 2 * count);
            ports = Arrays.copyOf(ports, 2 * count);
        }
        emitted[count] = frame;
        ports[count++] = port;
    }

    @Override
    public void note(String text) {
        notes.add(text);
    }

    @Override
    public void pace(long periodNs) {
        throw new IllegalStateException("only sources have turns");
    }

    @Override
    public <T> T waitFor(Wait<T> wait) throws InterruptedException {
        return clock.waitFor(wait);
    }
}
