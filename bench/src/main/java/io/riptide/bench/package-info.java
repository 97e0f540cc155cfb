/// What measures Riptide: a load generator, opponents, probes that compare, and JMH suites.
///
/// **Start here:** [io.riptide.bench.run.LoadRun], which puts a load on one server, and `perf-scripts/ttfb.sh`
/// and `perf-scripts/throughput.sh`, which run [io.riptide.bench.load.TtfbProbe] and
/// [io.riptide.bench.load.ThroughputProbe] over Riptide and [io.riptide.bench.baseline.NettyServer] in turn.
@NullMarked
package io.riptide.bench;

import org.jspecify.annotations.NullMarked;
