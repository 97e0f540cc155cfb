package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Frames of all inboxes as they come, in turns.
final class MergeInlet implements Inlet {
    private final Inbox[] inboxes;
    private final Waiting arrival;
    private final boolean isBatched;
    private final BooleanSupplier isWorthALook = this::isWorthALook;
    private int next;

    /// Until when it waits for a batch.
    private long awaitedNs;

    /// Frames that are left of the batch that is being taken, and its inbox.
    private int batchLeft;

    MergeInlet(List<Inbox> inboxes, Waiting arrival) {
        this.inboxes = inboxes.toArray(Inbox[]::new);
        this.arrival = arrival;
        this.isBatched = inboxes.stream().anyMatch(Inbox::isBatched);
    }

    @Override
    public @Nullable Frame take() throws InterruptedException {
        while (true) {
            Frame frame = poll();
            if (frame != null) {
                return frame;
            }
            if (isDone()) {
                return null;
            }
            awaitedNs = dueNs();
            arrival.await(isWorthALook, awaitedNs);
        }
    }

    private @Nullable Frame poll() {
        long nowNs = isBatched ? System.nanoTime() : 0;
        for (int i = 0; i < inboxes.length; i++) {
            Inbox inbox = inboxes[next];
            boolean isInBatch = batchLeft > 0;
            if (inbox.isReady(nowNs, isInBatch)) {
                Frame frame = inbox.poll();
                if (frame != null) {
                    batchLeft = isInBatch ? batchLeft - 1 : inbox.batchFrames() - 1;
                    if (batchLeft == 0) {
                        inbox.batchTaken();
                        next = next + 1 == inboxes.length ? 0 : next + 1;
                    }
                    return frame;
                }
            }
            batchLeft = 0;
            next = next + 1 == inboxes.length ? 0 : next + 1;
        }
        return null;
    }

    /// Whether there is a frame, or the first of a batch came, for which it would wait less long.
    private boolean isWorthALook() {
        long nowNs = isBatched ? System.nanoTime() : 0;
        for (Inbox inbox : inboxes) {
            if (inbox.isReady(nowNs, false)) {
                return true;
            }
        }
        return isDone() || (isBatched && dueNs() < awaitedNs);
    }

    private boolean isDone() {
        for (Inbox inbox : inboxes) {
            if (!inbox.isDone()) {
                return false;
            }
        }
        return true;
    }

    private long dueNs() {
        long dueNs = Long.MAX_VALUE;
        for (Inbox inbox : inboxes) {
            dueNs = Math.min(dueNs, inbox.dueNs());
        }
        return dueNs;
    }

    @Override
    public List<Inbox> inboxes() {
        return List.of(inboxes);
    }
}
