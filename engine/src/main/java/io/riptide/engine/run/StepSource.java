package io.riptide.engine.run;

/// Work that never waits by itself: what it needs is there, or comes to it by callbacks, as with the upstream
/// of a proxy. It shares the thread of its reader, so no thread is woken on the way from the one to the other.
///
/// - **Threading:** one step at a time, on the thread of its [Turns]; on a virtual thread where there are none.
/// - **Bounds:** a step holds up all that share the thread. It should take no longer than appending a turn's 64
///   KiB, some tens of microseconds.
/// - **Failure:** what a step throws ends the run as [RunFailure.Internal], except [RunFailureException], which
///   carries its own. A run that is ended gets no more steps.
public non-sealed interface StepSource extends WorkSource {
    /// The work is done.
    long DONE = -1;

    /// [Emitter#offer] did not take all; the next step comes when there is room.
    long AWAIT_ROOM = -2;

    /// The next step is due when the others had theirs.
    long NEXT_TURN = 0;

    /// Does what can be done now and emits by [Emitter#offer]. Returns [#DONE], [#AWAIT_ROOM], or the
    /// nanoseconds until the next step. A step may also come early.
    long step(Emitter emitter) throws RunFailureException;

    /// The same work on a virtual thread of its own, which waits where this would return.
    default BlockingSource onThread() {
        return new ThreadedSteps(this);
    }
}
