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

    /// Whether newer events replace older ones that wait.
    default boolean conflates() {
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

    /// Of the events that wait, only the newest of each key is kept.
    record Latest(EventKey key) implements DeliveryPolicy {
        @Override
        public String wireName() {
            return "latest";
        }

        @Override
        public boolean conflates() {
            return true;
        }
    }

    /// At most one event in `intervalNs`, the newest there is then.
    record Sample(long intervalNs) implements DeliveryPolicy {
        public Sample {
            if (intervalNs <= 0) {
                throw new IllegalArgumentException("intervalNs=" + intervalNs + " is not positive");
            }
        }

        @Override
        public String wireName() {
            return "sample";
        }

        @Override
        public boolean conflates() {
            return true;
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
