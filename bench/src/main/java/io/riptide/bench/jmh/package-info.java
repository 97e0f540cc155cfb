/// What single parts cost, in nanoseconds and bytes per operation; one class for each hot part.
///
/// **Start here:** [LogBenchmark], the shape the others follow; [Suite], which runs them all.
@NullMarked
package io.riptide.bench.jmh;

import org.jspecify.annotations.NullMarked;
