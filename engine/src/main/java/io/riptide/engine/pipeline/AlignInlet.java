package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One frame of each inbox with the same number, joined into one that has the channels of all.
///
/// Frames whose fellows were lost on another way are released: numbers only grow. Channels that are called the
/// same on several edges are told apart by the node that they come from, as `node.channel`. Metadata of later
/// edges stands above that of earlier ones.
///
/// Ends when one inbox is done: nothing can be joined any more. Where the graph was reshaped, what is left in the
/// inboxes of the old one has no fellows, and is released.
final class AlignInlet implements Inlet {
    private final Inbox[] inboxes;

    /// Of an earlier graph.
    private final List<Inbox> retired;

    private final @Nullable Frame[] heads;
    private final Waiting arrival;
    private final BooleanSupplier isCalledAway;
    private final FramePool pool;
    private final NodeFigures figures;
    private final BooleanSupplier isWorthALook = this::isWorthALook;

    /// By edge: the names of channels in a joined frame, made when first needed.
    private final Map<String, String>[] fullNames;

    private int waitsFor;

    // There is no other way to make an array of maps.
    @SuppressWarnings({"unchecked", "rawtypes"})
    AlignInlet(
            List<Inbox> inboxes,
            List<Inbox> retired,
            Waiting arrival,
            BooleanSupplier isCalledAway,
            FramePool pool,
            NodeFigures figures) {
        this.inboxes = inboxes.toArray(Inbox[]::new);
        this.retired = List.copyOf(retired);
        this.heads = new Frame[this.inboxes.length];
        this.arrival = arrival;
        this.isCalledAway = isCalledAway;
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
                    heads[i] = null;
                    lose(head);
                    isAligned = false;
                }
            }
            if (isAligned) {
                return join();
            }
        }
        if (!isCalledAway.getAsBoolean()) {
            clear();
        }
        return null;
    }

    /// Whether there is now one frame of each inbox; waits for it.
    private boolean fillHeads() throws InterruptedException {
        for (int i = 0; i < heads.length; i++) {
            loseRetired();
            while (heads[i] == null) {
                heads[i] = inboxes[i].poll();
                if (heads[i] == null) {
                    if (inboxes[i].isDone() || isCalledAway.getAsBoolean()) {
                        return false;
                    }
                    waitsFor = i;
                    arrival.await(isWorthALook);
                    loseRetired();
                }
            }
        }
        return true;
    }

    private boolean isWorthALook() {
        for (Inbox inbox : retired) {
            if (inbox.depth() > 0) {
                return true;
            }
        }
        return inboxes[waitsFor].depth() > 0 || inboxes[waitsFor].isDone() || isCalledAway.getAsBoolean();
    }

    private void loseRetired() {
        for (Inbox inbox : retired) {
            for (Frame frame = inbox.poll(); frame != null; frame = inbox.poll()) {
                lose(frame);
            }
        }
    }

    private void lose(Frame frame) {
        frame.release();
        figures.countSkipped();
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
            forget(Frame::release);
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
    public List<List<Inbox>> stages() {
        return List.of(Stream.concat(Stream.of(inboxes), retired.stream().filter(inbox -> !inbox.isDone()))
                .toList());
    }

    /// Frames that have no fellows are lost.
    @Override
    public void clear() {
        forget(this::lose);
    }

    private void forget(Consumer<Frame> how) {
        for (int i = 0; i < heads.length; i++) {
            Frame head = heads[i];
            heads[i] = null;
            if (head != null) {
                how.accept(head);
            }
        }
    }
}
