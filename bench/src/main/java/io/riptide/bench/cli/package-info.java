/// `riptide bench`: the command line of the load generator.
///
/// **Start here:** [BenchCommand]. `server/bin/riptide` hands `bench` and what follows over to [BenchMain].
@NullMarked
package io.riptide.bench.cli;

import org.jspecify.annotations.NullMarked;
