package io.riptide.protocol.stream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.riptide.engine.run.Turns;
import io.riptide.protocol.AnyThread;
import io.riptide.protocol.OnEventLoop;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;

/// The turns of the sources that work on one event loop: each that waits gets one a round, and what it has made
/// is drained before the next one has its own.
///
/// - **Threading:** [#next] from any thread, the rest on the loop.
/// - **Bounds:** a source waits here once at most, so there are as many entries as sources.
@OnEventLoop
final class LoopTurns implements Turns {
    private final EventLoop loop;
    private final Runnable onWaiting;
    private final ManyToOneConcurrentLinkedQueue<Runnable> waiting = new ManyToOneConcurrentLinkedQueue<>();

    /// Turns on `loop`, given by [#give]; `onWaiting` is told, from any thread, that one waits.
    LoopTurns(EventLoop loop, Runnable onWaiting) {
        this.loop = loop;
        this.onWaiting = onWaiting;
    }

    @AnyThread
    @Override
    public void next(Runnable turn) {
        waiting.add(turn);
        onWaiting.run();
    }

    @Override
    public Future<?> after(long delayNs, Runnable turn) {
        return loop.schedule(turn, delayNs, TimeUnit.NANOSECONDS);
    }

    /// Whether any source waits.
    boolean areAwaited() {
        return !waiting.isEmpty();
    }

    /// How many wait.
    int waiting() {
        return waiting.size();
    }

    /// Gives the one that waits longest its turn.
    void give() {
        Runnable turn = waiting.poll();
        if (turn == null) {
            return;
        }
        try {
            turn.run();
        } catch (RuntimeException | Error e) { // one source's fault must not cost the others their turn
            loop.execute(() -> {
                throw e; // for the loop to log
            });
        }
    }
}
