package io.riptide.engine.testing;

import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import java.util.ArrayList;
import java.util.List;

/// Writes down what a cursor gives, as words: `3` for an event, `4..9 DROP_OLDEST` for a gap. Checks each
/// payload.
public final class RecordingHandler implements RecordHandler {
    private final List<String> seen = new ArrayList<>();
    private int acceptsLeft = Integer.MAX_VALUE;
    private int asked;

    /// Declines everything, gaps too, after `count` more.
    public void accept(int count) {
        acceptsLeft = count;
    }

    /// What was taken, in order.
    public List<String> seen() {
        return seen;
    }

    /// How often it was asked, declined ones included.
    public int asked() {
        return asked;
    }

    @Override
    public boolean onRecord(Segment segment, int index) {
        asked++;
        if (acceptsLeft == 0) {
            return false;
        }
        acceptsLeft--;
        long offset = RecordLayout.offset(segment.buffer(), index);
        int length = RecordLayout.payloadLength(segment.buffer(), index);
        if (!Payloads.isIntact(segment.buffer(), RecordLayout.payloadIndex(index), length, offset)) {
            throw new AssertionError("payload of " + offset + " is torn");
        }
        seen.add(Long.toString(offset));
        return true;
    }

    @Override
    public boolean onGap(long from, long to, GapReason reason) {
        asked++;
        if (acceptsLeft == 0) {
            return false;
        }
        acceptsLeft--;
        seen.add(from + ".." + to + " " + reason);
        return true;
    }
}
