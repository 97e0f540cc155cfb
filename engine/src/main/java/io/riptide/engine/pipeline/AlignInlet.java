package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One frame of each inbox with the same number, joined into one that has the channels of all.
///
/// Frames whose fellows were lost on another way are released: numbers only grow. Channels that are called the
/// same on several edges are told apart by the node that they come from, as `node.channel`. Metadata of later
/// edges stands above that of earlier ones.
///
/// Ends when one inbox is done: nothing can be joined any more.
final class AlignInlet implements Inlet {
    private final Inbox[] inboxes;
    private final @Nullable Frame[] heads;
    private final Waiting arrival;
    private final FramePool pool;
    private final NodeFigures figures;
    private final BooleanSupplier isWorthALook = this::isWorthALook;

    /// By edge: the names of channels in a joined frame, made when first needed.
    private final Map<String, String>[] fullNames;

    private int waitsFor;

    // There is no other way to make an array of maps.
    @SuppressWarnings({"unchecked", "rawtypes"})
    AlignInlet(List<Inbox> inboxes, Waiting arrival, FramePool pool, NodeFigures figures) {
        this.inboxes = inboxes.toArray(Inbox[]::new);
        this.heads = new Frame[this.inboxes.length];
        this.arrival = arrival;
        this.pool = pool;
        this.figures = figures;
        this.fullNames = new Map[this.inboxes.length];
        for (int i = 0; i < fullNames.length; i++) {
            fullNames[i] = new HashMap<>();
        }
    }

    @Override
    public @Nullable Frame take() throws InterruptedException {
        while (fillHeads()) {
            long newest = newest();
            boolean isAligned = true;
            for (int i = 0; i < heads.length; i++) {
                Frame head = head(i);
                if (head.sequenceId() < newest) {
                    head.release();
                    heads[i] = null;
                    figures.countSkipped();
                    isAligned = false;
                }
            }
            if (isAligned) {
                return join();
            }
        }
        clear();
        return null;
    }

    /// Whether there is now one frame of each inbox; waits for it.
    private boolean fillHeads() throws InterruptedException {
        for (int i = 0; i < heads.length; i++) {
            while (heads[i] == null) {
                heads[i] = inboxes[i].poll();
                if (heads[i] == null) {
                    if (inboxes[i].isDone()) {
                        return false;
                    }
                    waitsFor = i;
                    arrival.await(isWorthALook);
                }
            }
        }
        return true;
    }

    private boolean isWorthALook() {
        return inboxes[waitsFor].depth() > 0 || inboxes[waitsFor].isDone();
    }

    private long newest() {
        long newest = Long.MIN_VALUE;
        for (int i = 0; i < heads.length; i++) {
            newest = Math.max(newest, head(i).sequenceId());
        }
        return newest;
    }

    private Frame head(int index) {
        Frame head = heads[index];
        assert head != null : index;
        return head;
    }

    private Frame join() {
        Frame joined = pool.acquire();
        try {
            for (int i = 0; i < heads.length; i++) {
                add(joined, i, head(i));
            }
        } catch (RuntimeException e) {
            joined.release();
            throw e;
        } finally {
            clear();
        }
        return joined;
    }

    private void add(Frame joined, int index, Frame part) {
        joined.copyHeadOf(part);
        for (int i = 0; i < part.channelCount(); i++) {
            String name = part.name(i);
            String free = joined.indexOf(name) < 0 ? name : fullName(index, name);
            double[] to = joined.addChannel(free, part.length(i));
            System.arraycopy(part.samples(i), 0, to, 0, part.length(i));
        }
    }

    private String fullName(int index, String name) {
        return fullNames[index].computeIfAbsent(
                name, plain -> inboxes[index].edge().from() + "." + plain);
    }

    @Override
    public List<Inbox> inboxes() {
        return List.of(inboxes);
    }

    @Override
    public void clear() {
        for (int i = 0; i < heads.length; i++) {
            Frame head = heads[i];
            heads[i] = null;
            if (head != null) {
                head.release();
            }
        }
    }
}
