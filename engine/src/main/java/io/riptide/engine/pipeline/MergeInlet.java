package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Frames of all inboxes as they come, in turns.
///
/// Where the graph was reshaped, those of the old graph come first, until what they held is through: frames that
/// take another way from now on do not overtake those that are still on the old one.
final class MergeInlet implements Inlet {
    /// One graph's inboxes after another's; all but the last are left when those that the last has not are done.
    private final List<List<Inbox>> stages;

    private final Set<Inbox> lasting;
    private final Waiting arrival;
    private final BooleanSupplier isCalledAway;
    private final BooleanSupplier isWorthALook = this::isWorthALook;
    private volatile int stage;
    private Inbox[] inboxes = {};
    private boolean isBatched;
    private int next;

    /// Until when it waits for a batch.
    private long awaitedNs;

    /// Frames that are left of the batch that is being taken, and its inbox.
    private int batchLeft;

    /// @param stages inboxes of one graph after another
    /// @param arrival where the node waits
    /// @param isCalledAway what it does not wait for
    MergeInlet(List<List<Inbox>> stages, Waiting arrival, BooleanSupplier isCalledAway) {
        this.stages = List.copyOf(stages);
        this.lasting = Set.copyOf(stages.getLast());
        this.arrival = arrival;
        this.isCalledAway = isCalledAway;
        serve(0);
    }

    private void serve(int at) {
        inboxes = stages.get(at).toArray(Inbox[]::new);
        isBatched = stages.get(at).stream().anyMatch(Inbox::isBatched);
        next = 0;
        batchLeft = 0;
        stage = at;
    }

    /// Whether there is another graph after the one whose inboxes are served, and what only that one had is through.
    private boolean isStageOver() {
        if (stage == stages.size() - 1) {
            return false;
        }
        for (Inbox inbox : inboxes) {
            if (!inbox.isDone() && !lasting.contains(inbox)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Frame take() throws InterruptedException {
        while (true) {
            while (isStageOver()) {
                serve(stage + 1);
            }
            Frame frame = poll();
            if (frame != null) {
                return frame;
            }
            if (isDone() || isCalledAway.getAsBoolean()) {
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
        return isDone() || isStageOver() || isCalledAway.getAsBoolean() || (isBatched && dueNs() < awaitedNs);
    }

    private boolean isDone() {
        if (stage < stages.size() - 1) {
            return false;
        }
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
    public List<List<Inbox>> stages() {
        return stages.subList(stage, stages.size());
    }
}
