package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The frames of one call of a node: the one that came in, and those that were acquired and not emitted yet.
///
/// What a node acquires in a call that fails, and had not emitted, is released here; what it acquires in one
/// that succeeds, it may keep.
///
/// - **Threading:** the thread that calls the node.
/// - **Ownership:** owns the frame that came in until that is emitted; of the others it knows.
final class CallFrames {
    private static final int DRAFTS_TYPICAL = 4;

    private final FramePool pool;

    /// The frame that came in, as long as it is the runner's to release.
    private @Nullable Frame input;

    /// Acquired in this call and not emitted yet.
    private @Nullable Frame[] drafts = new Frame[DRAFTS_TYPICAL];

    private int draftCount;

    CallFrames(FramePool pool) {
        this.pool = pool;
    }

    /// A call with this frame begins; null for a source's.
    void begin(@Nullable Frame frame) {
        assert draftCount == 0 : draftCount;
        input = frame;
    }

    /// The frame that came in and was not emitted.
    @Nullable
    Frame input() {
        return input;
    }

    /// The frame that came in and was not emitted, the caller's now.
    @Nullable
    Frame takeInput() {
        Frame left = input;
        input = null;
        return left;
    }

    void releaseInput() {
        Frame left = takeInput();
        if (left != null) {
            left.release();
        }
    }

    /// An empty frame.
    Frame acquire() {
        Frame frame = pool.acquire();
        addDraft(frame);
        return frame;
    }

    /// `frame`, if nobody else holds it, or a copy.
    Frame exclusive(Frame frame) {
        if (frame.isExclusive()) {
            return frame;
        }
        Frame copy = acquire();
        copy.copyOf(frame);
        if (frame != input) {
            frame.release();
        }
        return copy;
    }

    /// `frame` is the next node's now.
    void emitted(Frame frame) {
        if (frame == input) {
            input = null;
        } else {
            removeDraft(frame);
        }
    }

    /// The call went well: what it acquired and did not emit, the node keeps.
    void succeeded() {
        Arrays.fill(drafts, 0, draftCount, null);
        draftCount = 0;
    }

    /// The call failed. The frame that came in stays, if it was not emitted.
    void failed() {
        for (int i = 0; i < draftCount; i++) {
            Frame draft = drafts[i];
            drafts[i] = null;
            if (draft != null) {
                draft.release();
            }
        }
        draftCount = 0;
    }

    private void addDraft(Frame frame) {
        if (draftCount == drafts.length) {
            drafts = Arrays.copyOf(drafts, 2 * draftCount);
        }
        drafts[draftCount++] = frame;
    }

    private void removeDraft(Frame frame) {
        for (int i = draftCount - 1; i >= 0; i--) {
            if (drafts[i] == frame) {
                drafts[i] = drafts[--draftCount];
                drafts[draftCount] = null;
                return;
            }
        }
    }
}
