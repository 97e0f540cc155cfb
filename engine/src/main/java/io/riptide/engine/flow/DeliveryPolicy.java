package io.riptide.engine.flow;

/// What happens to the events of a reader that does not keep up.
///
/// A policy only decides; the cursor that holds it does what was decided. `lag` is how many events wait for the
/// reader, `window` how many may.
public sealed interface DeliveryPolicy {
    /// The word for it in requests and figures.
    String wireName();

    /// Whether the producer must not pass a reader with this policy.
    default boolean gates() {
        return false;
    }

    /// The producer waits: nothing is lost.
    record Block() implements DeliveryPolicy {
        @Override
        public String wireName() {
            return "block";
        }

        @Override
        public boolean gates() {
            return true;
        }
    }

    /// The oldest events that wait make room.
    record DropOldest() implements DeliveryPolicy {
        @Override
        public String wireName() {
            return "drop_oldest";
        }
    }

    /// Events that find the window full are not delivered.
    record DropNewest() implements DeliveryPolicy {
        @Override
        public String wireName() {
            return "drop_newest";
        }
    }

    /// The reader is sent away.
    record Disconnect() implements DeliveryPolicy {
        @Override
        public String wireName() {
            return "disconnect";
        }
    }
}
