/// What single parts cost, in nanoseconds and bytes per operation.
///
/// **Start here:** [LoopTimersBenchmark], the shape the others follow.
@NullMarked
package io.riptide.bench.jmh;

import org.jspecify.annotations.NullMarked;
