/// The rules of the log between threads, each tried on real cores until its rare interleavings have shown.
///
/// **Start here:** [PublishStressTest], [LapStressTest].
@NullMarked
package io.riptide.bench.stress;

import org.jspecify.annotations.NullMarked;
