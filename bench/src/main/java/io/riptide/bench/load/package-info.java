/// Probes that measure several servers in turn, in one run; for one server there is `bench.run`.
///
/// **Start here:** [TtfbProbe] and [ThroughputProbe]; both read every answer through
/// [io.riptide.bench.wire.StreamReader], which proves while it counts that the stream was whole.
@NullMarked
package io.riptide.bench.load;

import org.jspecify.annotations.NullMarked;
