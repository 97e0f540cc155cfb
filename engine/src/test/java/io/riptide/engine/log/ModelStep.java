package io.riptide.engine.log;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;

/// One step of a [ModelSchedule]. Which reader it means is a number that is taken modulo those there are.
sealed interface ModelStep {
    /// Appends one event.
    record Append(int length, int priority, boolean isControl) implements ModelStep {}

    /// Appends so many events, whose lengths and priorities follow from `seed`; `priorities` of them differ.
    record AppendMany(int count, int priorities, long seed) implements ModelStep {}

    /// Makes visible what was appended.
    record Publish() implements ModelStep {}

    /// Lets a new reader in.
    record Open(DeliveryPolicy policy, Place place, int permille, Window window) implements ModelStep {}

    /// Reads; the handler declines what comes behind the first `accepts` events and gaps.
    record Poll(int reader, int limit, int accepts) implements ModelStep {}

    /// Takes over what is published, without handing it out.
    record Absorb(int reader) implements ModelStep {}

    /// Changes a reader's window.
    record Resize(int reader, Window window) implements ModelStep {}

    /// A reader goes and does not come back.
    record Cancel(int reader) implements ModelStep {}

    /// A reader goes and comes back behind the last it was told.
    record Resume(int reader, Window window) implements ModelStep {}

    /// Memory is short elsewhere.
    record Shed() implements ModelStep {}

    /// Time passes; when `isLate`, more of it than the retention keeps anything for.
    record Expire(boolean isLate) implements ModelStep {}

    /// The last event.
    record Terminate() implements ModelStep {}

    /// Where a reader begins.
    enum Place {
        /// At the first event that is held.
        EARLIEST,
        /// Behind the last that is published.
        LATEST,
        /// At the very first event, held or not.
        FIRST,
        /// Anywhere, and a little beyond.
        ANY
    }
}
