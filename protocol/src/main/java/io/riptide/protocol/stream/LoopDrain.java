package io.riptide.protocol.stream;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.protocol.AnyThread;
import io.riptide.protocol.OnEventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Gives the sources that work on one event loop their turns and then visits its channels that have something
/// to write, each for one quantum and one flush.
///
/// ```
///  sources ─turn─┐
///  producers ────┴wake─► woken ──► ready channels ─drain─► write… flush ─┐
///                                       ▲────────── more to write ───────┘
/// ```
///
/// Woken streams are linked through themselves, so that the list needs no bound, no node and no lock: a stream
/// is in it at most once, since only the one who un-parks its cursor puts it there. However many wake, one task
/// is scheduled.
///
/// - **Threading:** [#wake] from any thread, the rest on the loop.
/// - **Bounds:** one round visits each ready channel once; between rounds the loop does its I/O. A loop looks
///   at its clock once in 64 tasks, so rounds that were ordinary tasks would keep new connections waiting for
///   as many.
@OnEventLoop
final class LoopDrain implements Runnable {
    private static final FastThreadLocal<LoopDrain> OF_LOOP = new FastThreadLocal<>();

    private final EventLoop loop;
    private final AtomicReference<@Nullable StreamWriter> woken = new AtomicReference<>();
    private final AtomicBoolean isScheduled = new AtomicBoolean();
    private final ArrayDeque<StreamHandler> ready = new ArrayDeque<>();

    /// Those that had their turn in this round and could go on.
    private final ArrayDeque<StreamHandler> again = new ArrayDeque<>();

    private final Runnable afterTasks = this::afterTasks;
    private final LoopTurns turns;
    private boolean hadRound;
    private boolean wantsRound;

    private LoopDrain(EventLoop loop) {
        this.loop = loop;
        this.turns = new LoopTurns(loop, this::schedule);
    }

    /// The drain of the loop that calls.
    static LoopDrain of(EventLoop loop) {
        assert loop.inEventLoop() : loop;
        LoopDrain drain = OF_LOOP.get();
        if (drain == null) {
            drain = new LoopDrain(loop);
            OF_LOOP.set(drain);
        }
        return drain;
    }

    /// There is something for this stream, whose cursor was parked.
    @AnyThread
    void wake(StreamWriter writer) {
        StreamWriter head;
        do {
            head = woken.get();
            writer.nextWoken = head;
        } while (!woken.compareAndSet(head, writer));
        schedule();
    }

    /// This channel can go on.
    void ready(StreamHandler channel) {
        ready.addLast(channel);
        schedule();
    }

    /// The turns of the sources that work on this loop.
    LoopTurns turns() {
        return turns;
    }

    @Override
    public void run() {
        if (hadRound) {
            isScheduled.set(false);
            wantsRound = true;
            return;
        }
        beginRound();
        try {
            drainReady();
            giveTurns();
        } finally {
            // Whatever fails above must not keep the loop from ever having a round again.
            isScheduled.set(false);
        }
        // Those woken by other threads, until now; later ones schedule a round of their own.
        takeWoken();
        drainReady();
        ready.addAll(again);
        again.clear();
        if (!ready.isEmpty() || turns.areAwaited()) {
            schedule();
        }
    }

    /// What a source has made leaves before the next one makes more: it is still in the cache, and it is older.
    private void giveTurns() {
        for (int left = turns.waiting(); left > 0; left--) {
            turns.give();
            takeWoken();
            drainReady();
        }
    }

    private void drainReady() {
        StreamHandler channel = ready.pollFirst();
        while (channel != null) {
            if (channel.drain()) {
                again.addLast(channel);
            }
            channel = ready.pollFirst();
        }
    }

    /// One round in each iteration of the loop, which does its I/O first and its tasks then.
    private void beginRound() {
        if (loop instanceof SingleThreadEventLoop iterating) {
            hadRound = true;
            iterating.executeAfterEventLoopIteration(afterTasks);
        }
    }

    private void afterTasks() {
        hadRound = false;
        if (wantsRound) {
            wantsRound = false;
            schedule();
        }
    }

    @AnyThread
    private void schedule() {
        if (!isScheduled.get() && isScheduled.compareAndSet(false, true)) {
            loop.execute(this);
        }
    }

    /// The list has the last one woken first; reversing it keeps the order of waking.
    private void takeWoken() {
        StreamWriter reversed = null;
        StreamWriter writer = woken.getAndSet(null);
        while (writer != null) {
            StreamWriter next = writer.nextWoken;
            writer.nextWoken = reversed;
            reversed = writer;
            writer = next;
        }
        while (reversed != null) {
            StreamWriter next = reversed.nextWoken;
            reversed.nextWoken = null;
            reversed.onWoken();
            reversed = next;
        }
    }
}
