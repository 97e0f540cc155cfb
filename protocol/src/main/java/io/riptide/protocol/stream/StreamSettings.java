package io.riptide.protocol.stream;

import io.riptide.engine.metrics.Counters;
import io.riptide.engine.metrics.LatencyRecorder;
import java.util.function.BooleanSupplier;

/// What all streams of a server share.
///
/// @param names event names on the wire
/// @param quantumBytes bytes one channel may frame before others get their turn
/// @param stallTimeoutNs time without a byte of progress after which a reader is cut off
/// @param counters where deliveries are counted
/// @param deliveryTimes from an event's append to its hand-over to the channel, once per drain for the oldest
/// @param isMemoryShort whether windows shall shrink, for there is little memory left; asked once per drain
public record StreamSettings(
        EventNames names,
        int quantumBytes,
        long stallTimeoutNs,
        Counters counters,
        LatencyRecorder deliveryTimes,
        BooleanSupplier isMemoryShort) {
    /// Refuses bounds that would let nothing through.
    public StreamSettings {
        if (quantumBytes < 1024 || stallTimeoutNs <= 0) {
            throw new IllegalArgumentException("quantumBytes=" + quantumBytes + " stallTimeoutNs=" + stallTimeoutNs);
        }
    }
}
