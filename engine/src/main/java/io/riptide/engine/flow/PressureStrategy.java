package io.riptide.engine.flow;

import io.riptide.engine.OnConsumer;

/// Decides how far a producer may run ahead of one reader, and how much of what waits a reader keeps that may
/// lose events. An open door: whoever embeds the engine may bring one of their own.
///
/// ```
///  what waits, in parts of the ceiling
///  0 ────────────── promised ─────────────────────────────────── 1
///   never dropped          │ what a strategy says is kept         │ always dropped
/// ```
///
/// Calls, in order: [#keeps] before a poll, when the policy drops; [#window] after events were taken.
///
/// - **Threading:** the reader's; one instance a reader.
/// - **Bounds:** asked once a poll each, so it must be quick and must not allocate. What it answers is brought
///   within the bounds that [Pressure] names, so that no strategy can break a promise or let a reader hold ever
///   more.
@OnConsumer
public interface PressureStrategy {
    /// The word for it in figures.
    String wireName();

    /// How many events the producer may run ahead; at least 1, at most the ceiling.
    int window(Pressure pressure);

    /// How many of the events that wait are kept, at least as many as were promised and at most the ceiling.
    /// The rest goes, the lowest priorities first; no control event ever does.
    long keeps(Pressure pressure);
}
