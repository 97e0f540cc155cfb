/// What to do when something fails: try again, leave it alone for a while, or do less.
///
/// Nothing here has a clock, a thread or a random of its own: the time comes in with each call, as
/// [System#nanoTime] would tell it.
///
/// **Start here:** [CircuitBreaker], [RetryPolicy], [DegradedMode].
@NullMarked
package io.riptide.engine.recovery;

import org.jspecify.annotations.NullMarked;
