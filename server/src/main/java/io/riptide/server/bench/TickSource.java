package io.riptide.server.bench;

import io.riptide.engine.log.RecordWriter;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.StepSource;
import io.riptide.server.event.EventType;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;

/// Makes ticks.
///
/// ```
/// {"type":"tick","id":"k3v9x0ab-1","seq":0,"ts":181818,"pad":"xxxx…"}
/// ```
///
/// Events that are due at once become visible at once: without a rate that is [#BATCH_MAX] of them, as a bulk
/// publisher would do it; with a rate it is what fell due since the last look.
///
/// It never waits, so it works in steps on its reader's event loop.
final class TickSource implements StepSource, RecordWriter {
    private static final int BATCH_MAX = 4096;
    private final TickWork work;
    private final StreamIdentity identity;
    private byte[] epoch = {};
    private TickText template = new TickText(new byte[0], 0);
    private boolean hasBegun;
    private long startNs;
    private long seq;

    TickSource(TickWork work, StreamIdentity identity) {
        this.work = work;
        this.identity = identity;
    }

    @Override
    public void begin(byte[] ofLog) {
        epoch = ofLog;
        template = new TickText(ofLog, work.size());
    }

    @Override
    public Event metadata() {
        return RunEvents.metadata(epoch, identity, work.kind(), work.delivery(), work.config());
    }

    @Override
    public long step(Emitter emitter) {
        if (!hasBegun) {
            hasBegun = true;
            startNs = System.nanoTime();
        }
        long due = Math.min(work.count(), work.rate() == 0 ? Long.MAX_VALUE : due());
        int batch = (int) Math.min(BATCH_MAX, due - seq);
        if (batch > 0) {
            int taken = emitter.offer(EventType.TICK.recordType(), 0, work.size(), batch, this);
            if (taken < 0 || seq == work.count()) {
                return DONE;
            }
            if (taken < batch) {
                return AWAIT_ROOM;
            }
        }
        return work.rate() == 0 ? NEXT_TURN : Math.max(1, dueNs(seq + 1) - (System.nanoTime() - startNs));
    }

    @Override
    public Event terminal(RunOutcome outcome) {
        return RunEvents.terminal(epoch, outcome, json -> json.writeNumberProperty("total_ticks", seq));
    }

    @Override
    public int write(long offset, MutableDirectBuffer buffer, int index) {
        template.next(offset, seq, System.nanoTime());
        buffer.putBytes(index, template.text(), 0, work.size());
        seq++;
        return work.size();
    }

    /// How many ticks should have been made by now.
    private long due() {
        long elapsedNs = System.nanoTime() - startNs;
        return (long) ((double) elapsedNs / TimeUnit.SECONDS.toNanos(1) * work.rate());
    }

    /// When the tick with this number, counted from 1, is due.
    private long dueNs(long number) {
        return (long) ((double) number * TimeUnit.SECONDS.toNanos(1) / work.rate()) + 1;
    }
}
