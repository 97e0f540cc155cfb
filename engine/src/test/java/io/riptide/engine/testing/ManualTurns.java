package io.riptide.engine.testing;

import io.riptide.engine.run.Turns;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/// Turns that a test gives by hand.
public final class ManualTurns implements Turns {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();

    private record Timer(long delayNs, Runnable turn, CompletableFuture<Void> pending) {}

    @Override
    public synchronized void next(Runnable turn) {
        waiting.add(turn);
    }

    @Override
    public Future<?> after(long delayNs, Runnable turn) {
        Timer timer = new Timer(delayNs, turn, new CompletableFuture<>());
        timers.add(timer);
        return timer.pending();
    }

    /// How many wait for their turn.
    public synchronized int waiting() {
        return waiting.size();
    }

    /// Gives the next that waits its turn.
    public void give() {
        Runnable turn;
        synchronized (this) {
            turn = waiting.remove();
        }
        turn.run();
    }

    /// The times of the timers that are set.
    public List<Long> timers() {
        timers.removeIf(timer -> timer.pending().isDone());
        return timers.stream().map(Timer::delayNs).toList();
    }

    /// Lets the only timer that is set go off.
    public void expire() {
        timers.removeIf(timer -> timer.pending().isDone());
        Timer timer = timers.removeFirst();
        assert timers.isEmpty() : timers;
        timer.turn().run();
    }
}
