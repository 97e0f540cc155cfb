/// What the engine counts and times.
///
/// **Start here:** [LatencyRecorder], [Counters].
@NullMarked
package io.riptide.engine.metrics;

import org.jspecify.annotations.NullMarked;
