package io.riptide.protocol.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.protocol.OnEventLoop;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/// All deadlines of one event loop in one timer wheel: heartbeats, idle checks, request and close time-outs.
///
/// Netty would queue a task object per timer and wake for each; here the loop wakes once a tick, and only while
/// a timer is set.
///
/// - **Threading:** on its event loop only.
/// - **Bounds:** a timer fires at most one tick, 8 ms, late and never early; O(1) to set and to cancel.
@OnEventLoop
public final class LoopTimers {
    /// Never a valid timer id, so that a field can say "none set".
    public static final long NONE = DeadlineTimerWheel.NULL_DEADLINE;

    private static final FastThreadLocal<LoopTimers> OF_LOOP = new FastThreadLocal<>();
    private static final long TICK_NS = 1L << 23;
    private static final int TICKS_PER_WHEEL = 1024;
    private static final int EXPIRIES_PER_TICK_MAX = 4096;

    private final EventLoop loop;
    private final DeadlineTimerWheel wheel;
    /// The wheel's own ids name a slot, and a slot is used again; what stands above these bits tells its users
    /// apart.
    private static final int SLOT_BITS = 42;

    private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;
    private static final long TURN_MAX = (1L << (Long.SIZE - 1 - SLOT_BITS)) - 1;

    private final Long2ObjectHashMap<Timer> timers = new Long2ObjectHashMap<>();
    private long turn;
    private boolean ticking;

    /// A timer that is set, by the id its owner knows it by.
    private record Timer(long id, Runnable task) {}

    private LoopTimers(EventLoop loop) {
        this.loop = loop;
        this.wheel = new DeadlineTimerWheel(TimeUnit.NANOSECONDS, System.nanoTime(), TICK_NS, TICKS_PER_WHEEL);
    }

    /// The timers of the loop that calls.
    public static LoopTimers of(EventLoop loop) {
        assert loop.inEventLoop() : loop;
        LoopTimers timers = OF_LOOP.get();
        if (timers == null) {
            timers = new LoopTimers(loop);
            OF_LOOP.set(timers);
        }
        assert timers.loop.inEventLoop() : loop;
        return timers;
    }

    /// Runs `task` once, `delayNs` from now, and returns the id that cancels it.
    public long schedule(long delayNs, Runnable task) {
        assert loop.inEventLoop() : loop;
        assert delayNs >= 0 : delayNs;
        if (!ticking) {
            ticking = true;
            wheel.currentTickTime(System.nanoTime());
            loop.schedule(this::tick, TICK_NS, TimeUnit.NANOSECONDS);
        }
        long slot = wheel.scheduleTimer(System.nanoTime() + delayNs);
        assert (slot & ~SLOT_MASK) == 0 : slot;
        turn = turn == TURN_MAX ? 0 : turn + 1;
        long id = turn << SLOT_BITS | slot;
        timers.put(slot, new Timer(id, task));
        return id;
    }

    /// Forgets the timer; does nothing if it has fired, was cancelled or is [#NONE].
    public void cancel(long id) {
        assert loop.inEventLoop() : loop;
        if (id == NONE) {
            return;
        }
        long slot = id & SLOT_MASK;
        Timer timer = timers.get(slot);
        if (timer != null && timer.id() == id) {
            wheel.cancelTimer(slot);
            timers.remove(slot);
        }
    }

    /// How many timers are set.
    public int size() {
        return timers.size();
    }

    private void tick() {
        long nowNs = System.nanoTime();
        int expired;
        do {
            expired = wheel.poll(nowNs, this::expire, EXPIRIES_PER_TICK_MAX);
        } while (expired == EXPIRIES_PER_TICK_MAX || wheel.currentTickTime() <= nowNs - TICK_NS);
        ticking = wheel.timerCount() > 0;
        if (ticking) {
            loop.schedule(this::tick, TICK_NS, TimeUnit.NANOSECONDS);
        }
    }

    /// What a task throws must not stop the clock of all others.
    private boolean expire(TimeUnit unit, long nowNs, long slot) {
        @Nullable Timer timer = timers.remove(slot);
        if (timer != null) {
            try {
                timer.task().run();
            } catch (RuntimeException | Error e) { // the outermost frame of a task
                System.getLogger(LoopTimers.class.getName()).log(System.Logger.Level.ERROR, "a timer's task failed", e);
            }
        }
        return true;
    }
}
