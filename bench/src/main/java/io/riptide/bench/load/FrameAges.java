package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.bench.wire.EventClock;
import io.riptide.bench.wire.EventHead;
import io.riptide.bench.wire.ProbeException;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How old the frames of one stream are when they come.
///
/// A frame's timestamp says when its turn was due, but a source that is late by more than a period goes on from
/// where it is. Such a frame's age is counted from the turn that was let go, a period behind the frame before:
/// else what held the source up would be in no figure.
///
/// - **Threading:** the reader's.
/// - **Bounds:** a summary of 8 KiB.
final class FrameAges implements EventClock {
    private static final int SUMMARY_BYTES_MAX = 8 * 1024;
    private static final byte[] FRAME = "\"type\":\"frame\"".getBytes(US_ASCII);
    private static final byte[] SUMMARY = "\"type\":\"summary\"".getBytes(US_ASCII);
    private static final byte[] TIMESTAMP = "\"timestamp\":".getBytes(US_ASCII);
    private static final byte[] SEQUENCE = "\"sequence_id\":".getBytes(US_ASCII);
    private static final int TYPE_WITHIN_BYTES = 128;
    private static final int FIELDS_WITHIN_BYTES = 256;
    private static final long NS_PER_US = 1_000;

    private final Histogram agesNs;
    private final long periodNs;
    private long frames;
    private long bytes;
    private long turnsLost;
    private long lastSequence;
    private long lastTurnNs;
    private String fault = "";
    private Optional<JsonNode> summary = Optional.empty();

    /// Ages go to `agesNs`, which other streams may share.
    FrameAges(Histogram agesNs, long periodNs) {
        this.agesNs = agesNs;
        this.periodNs = periodNs;
    }

    @Override
    public int headBytes() {
        return SUMMARY_BYTES_MAX;
    }

    /// A pipeline's stream has neither ticks nor messages.
    @Override
    public void came(long number, long clockNs, long readAtNs) {
        blame("an event that is none of a pipeline's");
    }

    /// `readAtNs` counts from the epoch.
    @Override
    public void cameOther(byte[] head, int headLength, long length, long readAtNs) {
        int typeWithin = Math.min(headLength, TYPE_WITHIN_BYTES);
        if (EventHead.find(FRAME, head, typeWithin) >= 0) {
            bytes += length;
            addFrame(head, Math.min(headLength, FIELDS_WITHIN_BYTES), readAtNs);
        } else if (EventHead.find(SUMMARY, head, typeWithin) >= 0) {
            if (length > headLength) {
                blame("a summary of " + length + " bytes, over " + headLength);
            } else {
                summary = Optional.of(JsonMapper.shared().readTree(new String(head, 0, headLength, UTF_8)));
            }
        }
    }

    private void addFrame(byte[] head, int headLength, long readAtNs) {
        long timestampUs = EventHead.number(TIMESTAMP, head, headLength, -1);
        long sequence = EventHead.number(SEQUENCE, head, headLength, -1);
        if (timestampUs < 0 || sequence < 0) {
            blame("a frame without timestamp or sequence_id");
            return;
        }
        long turnNs = timestampUs * NS_PER_US;
        long dueNs = turnNs;
        if (frames > 0) {
            if (sequence != lastSequence + 1) {
                blame("frame " + sequence + " behind frame " + lastSequence);
            }
            long turns = (turnNs - lastTurnNs + periodNs / 2) / periodNs;
            turnsLost += Math.max(0, turns - 1);
            dueNs = Math.min(turnNs, lastTurnNs + periodNs);
        }
        frames++;
        lastSequence = sequence;
        lastTurnNs = turnNs;
        // Below zero only if the source was held up between reading its two clocks, which set its schedule.
        agesNs.recordValue(Math.clamp(readAtNs - dueNs, 0, agesNs.getHighestTrackableValue()));
    }

    private void blame(String what) {
        if (fault.isEmpty()) {
            fault = what;
        }
    }

    long frames() {
        return frames;
    }

    /// Of all frames, as JSON.
    long bytes() {
        return bytes;
    }

    /// Turns that sources were too late for.
    long turnsLost() {
        return turnsLost;
    }

    /// The stream's last event, once exactly so many frames have come.
    ///
    /// @throws ProbeException for what was wrong first
    JsonNode summary(long framesExpected) throws ProbeException {
        if (fault.isEmpty() && frames != framesExpected) {
            blame(frames + " frames instead of " + framesExpected);
        }
        if (fault.isEmpty() && summary.isEmpty()) {
            blame("a stream without a summary");
        }
        if (!fault.isEmpty()) {
            throw new ProbeException(ProbeException.CONTENT, fault);
        }
        return summary.orElseThrow();
    }
}
