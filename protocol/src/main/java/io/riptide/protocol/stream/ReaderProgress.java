package io.riptide.protocol.stream;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Pressure;
import io.riptide.engine.flow.PressureStrategy;
import io.riptide.engine.flow.ReaderState;
import io.riptide.engine.flow.SlowDetector;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogCursor;
import io.riptide.protocol.OnEventLoop;
import org.jspecify.annotations.Nullable;

/// How the reader of one stream gets on: shows it to the stream's [PressureStrategy], which moves the window,
/// and tells the listener when the reader becomes slow and when it keeps up again.
///
/// - **Threading:** on the channel's event loop.
/// - **Bounds:** nothing is allocated but a [Window] when that changes.
@OnEventLoop
final class ReaderProgress {
    /// Who decides, and within what.
    record Terms(PressureStrategy strategy, int promised, int ceiling) {}

    private final LogCursor cursor;
    private final StreamListener listener;
    private final Pressure pressure;
    private final @Nullable PressureStrategy strategy;
    private final SlowDetector detector;

    /// How long events are held back because the client wants it so: no fault of its reading.
    private final long heldBackNs;

    /// Whether the producer was held up since the reader last kept up.
    private boolean wasHeldUp;

    /// Whether what comes next was there before the stream: how old it is says nothing of the reader.
    private boolean isCatchingUp;

    private boolean isToldSlow;
    private long progressNs = System.nanoTime();

    /// Without terms the window stays as it is. Events may wait `batchNs` for others.
    ReaderProgress(
            LogCursor cursor, @Nullable Terms terms, long batchNs, StreamSettings settings, StreamListener listener) {
        this.cursor = cursor;
        this.listener = listener;
        int window = cursor.window().events();
        this.pressure = terms == null
                ? new Pressure(window, window, settings.isMemoryShort())
                : new Pressure(terms.promised(), terms.ceiling(), settings.isMemoryShort());
        this.strategy = terms == null ? null : terms.strategy();
        this.detector = new SlowDetector(settings.stallTimeoutNs());
        this.heldBackNs = batchNs + (cursor.policy() instanceof DeliveryPolicy.Sample sample ? sample.intervalNs() : 0);
        this.isCatchingUp = cursor.isInBacklog();
        if (terms != null) {
            cursor.shedBy(terms.strategy(), pressure);
        }
    }

    /// The reader is about to take events.
    void beforePoll(EventLog log) {
        wasHeldUp |= log.isHeldUp();
    }

    /// The reader took events, the oldest of them `ageNs` old.
    ///
    /// It keeps up when it has freed the half of the window that lets the producer go on, and the socket did
    /// not stop it. That the producer was held up counts until then.
    void onDelivery(long ageNs, boolean isWritable) {
        progressNs = System.nanoTime();
        boolean keepsUp = cursor.hasRoom() && isWritable;
        pressure.see(cursor.waiting(), cursor.window().events(), progressNs);
        if (isCatchingUp) {
            pressure.onOldDelivery(wasHeldUp, keepsUp);
            isCatchingUp = cursor.isInBacklog();
        } else {
            pressure.onDelivery(Math.max(0, ageNs - heldBackNs), wasHeldUp, keepsUp);
        }
        moveWindow();
        wasHeldUp &= !keepsUp;
        tell(detector.onDelivery(pressure));
    }

    /// Something waits, and for `sinceNs` the channel has not taken a byte.
    void onStuck(long sinceNs) {
        tell(detector.onStuck(sinceNs));
    }

    ReaderState state() {
        return detector.state();
    }

    /// The word for the strategy; empty when there is none.
    String strategyName() {
        return strategy == null ? "" : strategy.wireName();
    }

    int ceiling() {
        return pressure.ceiling();
    }

    /// When the reader last took something.
    long progressNs() {
        return progressNs;
    }

    private void moveWindow() {
        if (strategy != null) {
            Window before = cursor.window();
            int events = Math.clamp(strategy.window(pressure), 1, pressure.ceiling());
            if (events != before.events()) {
                cursor.window(new Window(events, before.bytes()));
            }
        }
    }

    private void tell(ReaderState state) {
        boolean isSlow = state != ReaderState.KEEPS_UP;
        if (isSlow != isToldSlow) {
            isToldSlow = isSlow;
            listener.onSlow(isSlow);
        }
    }
}
