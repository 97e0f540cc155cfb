package io.riptide.engine.flow;

import io.riptide.engine.OnConsumer;
import java.util.function.BooleanSupplier;

/// How hard one reader is pressed, as its [PressureStrategy] is shown it: one object a reader, brought up to
/// date and shown again.
///
/// **Utilisation** is what waits in parts of the ceiling, the most that the reader's window may ever become. So
/// it says the same while the window grows and shrinks.
///
/// - **Threading:** the reader's. Whoever reads calls [#see] and [#onDelivery]; a strategy only asks.
/// - **Bounds:** no allocation; the last [#DELIVERIES] deliveries, one bit each.
@OnConsumer
public final class Pressure {
    /// Deliveries that are remembered.
    public static final int DELIVERIES = 50;

    /// From here on a delivery is slow.
    public static final long SLOW_NS = 100_000_000;

    private static final long ALL = (1L << DELIVERIES) - 1;

    private final int promised;
    private final int ceiling;
    private final BooleanSupplier memory;

    private long waiting;
    private int window;
    private long nowNs;
    private boolean isMemoryShort;

    private long ageNs;
    private boolean wasLimit;
    private boolean keepsUp;
    private long slowDeliveries;
    private int deliveries;

    /// Nothing waits yet. Of what waits, `promised` events are never dropped, and the window never exceeds
    /// `ceiling`; `isMemoryShort` is asked each time.
    public Pressure(int promised, int ceiling, BooleanSupplier isMemoryShort) {
        if (promised < 1 || promised > ceiling) {
            throw new IllegalArgumentException("promised=" + promised + " ceiling=" + ceiling);
        }
        this.promised = promised;
        this.ceiling = ceiling;
        this.memory = isMemoryShort;
        this.window = promised;
    }

    /// Looks again: `events` wait, and `allowed` may.
    public void see(long events, int allowed, long atNs) {
        waiting = events;
        window = allowed;
        nowNs = atNs;
        isMemoryShort = memory.getAsBoolean();
    }

    /// Learns of a delivery whose oldest event was `eventAgeNs` old. `wasFull` says that the producer found the
    /// window full, `hasMadeRoom` that the reader has freed enough of it since.
    public void onDelivery(long eventAgeNs, boolean wasFull, boolean hasMadeRoom) {
        ageNs = eventAgeNs;
        wasLimit = wasFull;
        keepsUp = hasMadeRoom;
        slowDeliveries = ((slowDeliveries << 1) | (eventAgeNs > SLOW_NS ? 1 : 0)) & ALL;
        deliveries = Math.min(DELIVERIES, deliveries + 1);
    }

    /// Learns of a delivery that says nothing of the reader: what it asked for was old when it asked.
    public void onOldDelivery(boolean wasFull, boolean hasMadeRoom) {
        ageNs = 0;
        wasLimit = wasFull;
        keepsUp = hasMadeRoom;
    }

    /// Events that wait for the reader and are not to be dropped already.
    public long waiting() {
        return waiting;
    }

    /// What waits in parts of the ceiling; more than 1 when nobody holds the producer back.
    public double utilisation() {
        return (double) waiting / ceiling;
    }

    /// Events that may wait now.
    public int window() {
        return window;
    }

    /// Events that are kept whatever a strategy says: as many as the client was promised.
    public int promised() {
        return promised;
    }

    /// Events that the window never exceeds.
    public int ceiling() {
        return ceiling;
    }

    /// `System.nanoTime()` at the last look.
    public long nowNs() {
        return nowNs;
    }

    /// Whether memory was short at the last look.
    public boolean isMemoryShort() {
        return isMemoryShort;
    }

    /// How old the oldest event of the last delivery was.
    public long ageNs() {
        return ageNs;
    }

    /// Whether the window was what held the producer up before the last delivery.
    public boolean wasLimit() {
        return wasLimit;
    }

    /// Whether the reader has made room with its last delivery.
    public boolean keepsUp() {
        return keepsUp;
    }

    /// How many deliveries are remembered.
    public int deliveries() {
        return deliveries;
    }

    /// How many of those took more than [#SLOW_NS].
    public int slowDeliveries() {
        return Long.bitCount(slowDeliveries);
    }
}
