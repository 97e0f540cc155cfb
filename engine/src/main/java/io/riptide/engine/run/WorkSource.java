package io.riptide.engine.run;

import io.riptide.engine.log.RecordWriter;

/// A piece of work that makes events: on a thread of its own, which it may block, or in steps on a thread it
/// shares.
///
/// Calls, in order: [#begin] and [#metadata] once on the thread that accepts the work, the work itself, and
/// [#terminal] once where the work was done.
public sealed interface WorkSource permits BlockingSource, StepSource {
    /// Learns the epoch of the log its events will be in; called first, by the thread that accepts the work.
    default void begin(byte[] epoch) {}

    /// The first event, written before any work is done.
    Event metadata();

    /// The last event, for this outcome.
    Event terminal(RunOutcome outcome);

    /// An event that is yet to be written.
    ///
    /// @param type number of its type, as the log's user counts them
    /// @param lengthMax bytes its payload takes at most
    /// @param writer writes the payload
    record Event(int type, int lengthMax, RecordWriter writer) {}
}
