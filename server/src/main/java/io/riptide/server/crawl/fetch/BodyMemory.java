package io.riptide.server.crawl.fetch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The memory that large bodies, and the results made of them, may take on this node.
///
/// ```
/// piece of a body ─► its share is small ──────────────────────────► goes on
///                      │ no
///                      ▼
///                    there is room, or nobody else is beyond it ──► goes on
///                      │ no
///                      ▼
///                    its connection is read no further ── a share is given back ──► goes on, in the order of waiting
/// ```
///
/// So memory that runs out slows the sites that send, and no page is lost by it. One page at a time may go beyond
/// the bound: else pages that each hold a half would wait for each other for ever.
///
/// To read a body takes several times its size, of which there is as much again ([#beginReading]).
///
/// - **Threading:** any thread; the lock is held for a few steps, and nothing foreign runs under it.
/// - **Bounds:** [#FREE_BYTES] of each share are not counted, so that usual pages neither wait nor take the lock; what
///   is counted is `bytesMax`, one body, and of each one that waits what came with the piece that was too much. A
///   bomb, whose piece has more than [#UNASKED_BYTES_MAX], is refused for now.
public final class BodyMemory {
    /// Of a share; most pages are smaller.
    static final int FREE_BYTES = 128 * 1024;

    /// About what comes before a connection that was resumed has to stop again.
    private static final int STEP_BYTES = 64 * 1024;

    /// What a body may bring while it waits: one piece, unpacked.
    private static final int UNASKED_BYTES_MAX = 1 << 20;

    /// What reading a page takes in all, for each byte of its body: the bytes as one array, their text, the tree, and
    /// what is written of it.
    private static final int READING_FACTOR = 6;

    private static final int KIB = 1024;

    private final ReentrantLock lock = new ReentrantLock();

    /// Of memory for reading, a permit for each KiB.
    private final Semaphore reading;

    private final int readingMax;
    private final long bytesMax;
    private final ArrayDeque<Share> waiting = new ArrayDeque<>();
    private long usedBytes;

    /// Whose body may go on although there is no room.
    private @Nullable Share beyond;

    /// Memory of `bytesMax` bytes.
    public BodyMemory(long bytesMax) {
        if (bytesMax < 1) {
            throw new IllegalArgumentException("bytesMax=" + bytesMax);
        }
        this.bytesMax = bytesMax;
        this.readingMax = Math.clamp(bytesMax / KIB, 1, Integer.MAX_VALUE);
        this.reading = new Semaphore(readingMax, true);
    }

    /// Waits until a body of `bytes` may be read: a usual one for nothing, and one that needs all the memory until it
    /// is alone. To be closed when it was read.
    ///
    /// @throws InterruptedException when the thread is interrupted while it waits
    public Reading beginReading(int bytes) throws InterruptedException {
        int permits = bytes <= FREE_BYTES ? 0 : (int) Math.min(readingMax, (long) bytes * READING_FACTOR / KIB);
        if (permits > 0) { // to ask for none would still mean to queue
            reading.acquire(permits);
        }
        return new Reading(reading, permits);
    }

    /// The right to read a body.
    public static final class Reading implements AutoCloseable {
        private final Semaphore reading;
        private final int permits;

        private Reading(Semaphore reading, int permits) {
            this.reading = reading;
            this.permits = permits;
        }

        @Override
        public void close() {
            reading.release(permits);
        }
    }

    /// A share that holds nothing yet, of a page that has until `untilNs`.
    public Share open(long untilNs) {
        return new Share(this, untilNs);
    }

    /// How much is counted, and how many wait.
    public Snapshot snapshot() {
        lock.lock();
        try {
            return new Snapshot(usedBytes, bytesMax, waiting.size());
        } finally {
            lock.unlock();
        }
    }

    /// How it stands.
    ///
    /// @param usedBytes that are counted
    /// @param bytesMax of these
    /// @param waiting bodies that wait for room
    public record Snapshot(long usedBytes, long bytesMax, int waiting) {
        /// Of a node that does not fetch.
        public static final Snapshot NONE = new Snapshot(0, 0, 0);
    }

    private BodyShare.Verdict count(Share share, long bytes, Runnable resume) {
        lock.lock();
        try {
            usedBytes += bytes;
            share.countedBytes += bytes;
            if (share.resume != null) {
                return waitOrNot(share, bytes);
            }
            if (usedBytes <= bytesMax || beyond == share) {
                return BodyShare.Verdict.GO_ON;
            }
            if (beyond == null) {
                beyond = share;
                return BodyShare.Verdict.GO_ON;
            }
            share.resume = resume;
            waiting.add(share);
            return waitOrNot(share, bytes);
        } finally {
            lock.unlock();
        }
    }

    private BodyShare.Verdict waitOrNot(Share share, long bytes) {
        share.unaskedBytes += bytes;
        long othersBytes = usedBytes - (beyond == null ? 0 : beyond.countedBytes);
        boolean isBomb = share.unaskedBytes > UNASKED_BYTES_MAX && othersBytes > bytesMax;
        return isBomb ? BodyShare.Verdict.REFUSED : BodyShare.Verdict.WAIT;
    }

    /// Gives `bytes` back of a share that waits no longer; `isOver` where what it had beyond the bound is let go too.
    private void uncount(Share share, long bytes, boolean isOver) {
        List<Runnable> resumed;
        lock.lock();
        try {
            usedBytes -= bytes;
            share.countedBytes -= bytes;
            if (isOver && beyond == share) {
                beyond = null;
            }
            if (share.resume != null) {
                share.resume = null;
                waiting.remove(share);
            }
            resumed = resumable();
        } finally {
            lock.unlock();
        }
        resumed.forEach(Runnable::run);
    }

    private List<Runnable> resumable() {
        List<Runnable> resumed = new ArrayList<>();
        long roomBytes = bytesMax - usedBytes;
        while (!waiting.isEmpty() && (roomBytes > 0 || beyond == null)) {
            Share next = waiting.remove();
            if (roomBytes <= 0) {
                beyond = next;
            }
            roomBytes -= STEP_BYTES;
            Runnable resume = next.resume;
            next.resume = null;
            next.unaskedBytes = 0;
            if (resume != null) {
                resumed.add(resume);
            }
        }
        return resumed;
    }

    /// One page's.
    ///
    /// - **Threading:** as [BodyShare] says; [#close] by the page's thread when no fetch is under way.
    public static final class Share implements BodyShare, AutoCloseable {
        private final BodyMemory memory;
        private final long untilNs;
        private long heldBytes;

        /// Guarded by the memory's lock, as is what follows.
        private long countedBytes;

        /// What has come since it has to wait.
        private long unaskedBytes;

        /// What lets it go on while it waits.
        private @Nullable Runnable resume;

        private Share(BodyMemory memory, long untilNs) {
            this.memory = memory;
            this.untilNs = untilNs;
        }

        @Override
        public Verdict take(int bytes, Runnable resume) {
            long before = counted(heldBytes);
            heldBytes += bytes;
            long added = counted(heldBytes) - before;
            return added == 0 ? Verdict.GO_ON : memory.count(this, added, resume);
        }

        @Override
        public void giveBack(int bytes) {
            hold(heldBytes - bytes, true);
        }

        @Override
        public void stopWaiting() {
            hold(heldBytes, false);
        }

        @Override
        public long untilNs() {
            return untilNs;
        }

        @Override
        public void keep(int bytes) {
            hold(bytes, true);
        }

        @Override
        public void close() {
            hold(0, true);
        }

        private void hold(long bytes, boolean isOver) {
            long before = counted(heldBytes);
            heldBytes = bytes;
            long lessBytes = before - counted(bytes);
            if (before > 0 || lessBytes != 0) {
                memory.uncount(this, lessBytes, isOver);
            }
        }

        private static long counted(long heldBytes) {
            return Math.max(0, heldBytes - FREE_BYTES);
        }
    }
}
