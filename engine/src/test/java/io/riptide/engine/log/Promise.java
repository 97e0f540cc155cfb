package io.riptide.engine.log;

import java.util.BitSet;

/// What a policy lets one cursor expect; from one opening of it to its end.
sealed interface Promise permits QueuePromise, ConflatedPromise {
    static Promise of(LogModel model, LogCursor cursor, long heldAtOpen) {
        return cursor.conflates() ? new ConflatedPromise(model, cursor) : new QueuePromise(model, cursor, heldAtOpen);
    }

    /// A poll begins, before which all below `told` was told; whether it must send the reader away.
    boolean look(long told);

    /// What is published is taken over; only for those that conflate.
    default void absorb() {
        throw new IllegalStateException("does not conflate");
    }

    /// This event is offered.
    void comes(long offset);

    /// It was taken.
    void taken(long offset);

    /// These are told as missing.
    void misses(long from, long to, GapReason reason);

    /// A poll is over that has got to `next`; `isCutShort` says that there may be more.
    void polled(long told, long next, boolean isCutShort);

    /// Whether it sent its reader away.
    boolean isSentAway();

    /// Whether it surely has no memory of its own.
    boolean holdsNothing();

    /// The log has ended and nothing more comes.
    void ended(long start, long told, BitSet received);
}
