package io.riptide.engine.run;

import io.riptide.engine.log.RecordWriter;

/// A piece of work that makes events.
///
/// Calls, in order: [#metadata] once on the thread that accepts the work, [#run] once on a virtual thread of
/// its own, [#terminal] once on that same thread.
public interface WorkSource {
    /// Learns the epoch of the log its events will be in; called first, by the thread that accepts the work.
    default void begin(byte[] epoch) {}

    /// The first event, written before any work is done.
    Event metadata();

    /// Does the work and emits what it finds. Returns when all is done and every thread it started has ended;
    /// an interrupt asks it to do so now.
    ///
    /// What this throws ends the run as [RunFailure.Internal], except [RunFailureException], which carries its
    /// own.
    void run(Emitter emitter) throws InterruptedException, RunFailureException;

    /// The last event, for this outcome.
    Event terminal(RunOutcome outcome);

    /// An event that is yet to be written.
    ///
    /// @param type number of its type, as the log's user counts them
    /// @param lengthMax bytes its payload takes at most
    /// @param writer writes the payload
    record Event(int type, int lengthMax, RecordWriter writer) {}
}
