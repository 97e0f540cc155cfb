package io.riptide.bench.jmh;

import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import org.agrona.concurrent.UnsafeBuffer;

/// Takes every record and looks at the first and last eight bytes of it, as little as a reader can do.
public final class Tally implements RecordHandler {
    private final Proof proof;
    private long sum;

    /// Tells `proof` of each event.
    public Tally(Proof proof) {
        this.proof = proof;
    }

    /// What was seen, added up.
    public long sum() {
        return sum;
    }

    @Override
    public boolean onRecord(Segment segment, int index) {
        UnsafeBuffer buffer = segment.buffer();
        take(buffer, RecordLayout.payloadIndex(index), RecordLayout.payloadLength(buffer, index));
        return true;
    }

    /// Takes an event that lies elsewhere.
    public void take(UnsafeBuffer buffer, int index, int length) {
        sum += buffer.getLong(index) + buffer.getLong(index + length - Long.BYTES);
        proof.see(buffer, index, length);
    }

    @Override
    public boolean onGap(long from, long to, GapReason reason) {
        return true;
    }
}
