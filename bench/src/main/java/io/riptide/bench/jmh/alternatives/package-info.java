/// What was rejected, beside what was chosen and doing the same job, so that each "why not?" has a figure.
///
/// One class is one question; its method marked [io.riptide.bench.jmh.Chosen] is our answer. A test runs all of
/// them and compares what they produce.
///
/// **Start here:** [WriteChoice], [SharedFramesChoice].
@NullMarked
package io.riptide.bench.jmh.alternatives;

import org.jspecify.annotations.NullMarked;
