package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.node.NodeOutput;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A node's way out: into the inboxes of the nodes below, or to the listener where there are none.
///
/// A frame goes by reference to all of them: first to those that have room, then, waiting, to the others. So a
/// slow branch holds up its sister by no more than the frame it waits with.
///
/// - **Threading:** the node's thread, but for [#rewire].
final class Outlet implements NodeOutput {
    private final String id;
    private final CallFrames frames;
    private final PipelineListener listener;
    private final NodeFigures figures;
    private final boolean isHeard;
    private final Pace pace = new Pace();
    private final CallClock clock;
    private final AtomicReference<Inbox @Nullable []> nextInboxes = new AtomicReference<>();
    private final BooleanSupplier isRewired = this::isRewired;
    private final Runnable rewiring = this::rewireIfDue;
    private Inbox[] inboxes = {};
    private boolean[] waits = {};

    private long nextSequence;

    /// @param isHeard whether the listener gets what no inbox takes
    Outlet(
            String id,
            FramePool pool,
            PipelineListener listener,
            NodeFigures figures,
            boolean isHeard,
            CallClock clock) {
        this.id = id;
        this.frames = new CallFrames(pool);
        this.listener = listener;
        this.figures = figures;
        this.isHeard = isHeard;
        this.clock = clock;
    }

    /// Has the node emit to `changed` from now on, and tells those that are not among them that nothing more
    /// comes; at its next frame, or while a source waits for its turn.
    @AnyThread
    void rewire(List<Inbox> changed) {
        Inbox[] missed = nextInboxes.getAndSet(changed.toArray(Inbox[]::new));
        if (missed != null) {
            for (Inbox inbox : missed) {
                if (!inbox.isAdopted() && !changed.contains(inbox)) {
                    inbox.end();
                }
            }
        }
        pace.wake();
    }

    private boolean isRewired() {
        return nextInboxes.get() != null;
    }

    /// Emits to those of the last [#rewire].
    void rewireIfDue() {
        Inbox[] changed = isRewired() ? nextInboxes.getAndSet(null) : null;
        if (changed == null) {
            return;
        }
        List<Inbox> lasting = List.of(changed);
        for (Inbox inbox : inboxes) {
            if (!lasting.contains(inbox)) {
                inbox.end();
            }
        }
        lasting.forEach(Inbox::adopt);
        inboxes = changed;
        waits = new boolean[changed.length];
    }

    /// A call with this frame begins; null for a source's.
    void begin(@Nullable Frame frame) {
        frames.begin(frame);
    }

    /// The call is over.
    void succeeded() {
        frames.succeeded();
        frames.releaseInput();
    }

    /// The call failed. The frame that came in stays, if it was not emitted: see [#input].
    void failed() {
        frames.failed();
    }

    /// The frame that came in and was not emitted.
    @Nullable
    Frame input() {
        return frames.input();
    }

    void releaseInput() {
        frames.releaseInput();
    }

    @Override
    public Frame acquire() {
        Frame frame = frames.acquire();
        Frame from = frames.input();
        if (from == null) {
            frame.stamp(pace.timestampUs(), nextSequence++);
        } else {
            frame.copyHeadOf(from);
        }
        return frame;
    }

    @Override
    public Frame exclusive(Frame frame) {
        return frames.exclusive(frame);
    }

    @Override
    public void emit(String port, Frame frame) throws InterruptedException {
        frames.emitted(frame);
        figures.countOut();
        rewireIfDue();
        if (inboxes.length == 0) {
            try {
                if (isHeard) {
                    hear(frame);
                }
            } finally {
                frame.release();
            }
            return;
        }
        deliver(port, frame);
    }

    private void hear(Frame frame) throws InterruptedException {
        clock.beginWait();
        try {
            listener.onFrame(id, frame);
        } finally {
            clock.endWait();
        }
    }

    /// Each inbox that takes the frame gets a reference of its own, the last one ours. What no inbox takes in
    /// the end is released.
    private void deliver(String port, Frame frame) throws InterruptedException {
        int takers = 0;
        for (int i = 0; i < inboxes.length; i++) {
            waits[i] = takes(inboxes[i], port);
            takers += waits[i] ? 1 : 0;
        }
        if (takers == 0) {
            frame.release();
            return;
        }
        for (int i = 1; i < takers; i++) {
            frame.retain();
        }
        int left = takers;
        try {
            for (int i = 0; i < inboxes.length; i++) {
                if (waits[i] && inboxes[i].offer(frame)) {
                    waits[i] = false;
                    left--;
                }
            }
            for (int i = 0; left > 0 && i < inboxes.length; i++) {
                while (waits[i]) {
                    awaitRoom(inboxes[i]);
                    if (inboxes[i].offer(frame)) {
                        waits[i] = false;
                        left--;
                    }
                }
            }
        } finally {
            for (int i = 0; i < left; i++) {
                frame.release();
            }
        }
    }

    private void awaitRoom(Inbox inbox) throws InterruptedException {
        clock.beginWait();
        try {
            inbox.awaitRoom();
        } finally {
            clock.endWait();
        }
    }

    private static boolean takes(Inbox inbox, String port) {
        String wanted = inbox.edge().port();
        return wanted.isEmpty() || wanted.equals(port);
    }

    @Override
    public void pace(long periodNs) throws InterruptedException {
        clock.beginWait();
        try {
            figures.recordJitter(pace.await(periodNs, isRewired, rewiring));
        } finally {
            clock.endWait();
        }
    }

    @Override
    public <T> T waitFor(Wait<T> wait) throws InterruptedException {
        return clock.waitFor(wait);
    }

    @Override
    public void note(String text) throws InterruptedException {
        clock.beginWait();
        try {
            listener.onNote(id, text);
        } finally {
            clock.endWait();
        }
    }

    /// Whether somebody takes frames: a node below that goes on, or the listener.
    boolean isWanted() {
        boolean isWanted = inboxes.length == 0;
        for (Inbox inbox : inboxes) {
            isWanted |= !inbox.isClosed();
        }
        return isWanted;
    }

    /// Tells the nodes below that nothing more comes.
    void end() {
        rewireIfDue();
        for (Inbox inbox : inboxes) {
            inbox.end();
        }
    }
}
