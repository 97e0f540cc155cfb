/// The opponent: what an expert would write by hand on Netty, with no engine behind it.
///
/// **Start here:** [NettyServer], then `TickStream`, which is where its speed comes from.
@NullMarked
package io.riptide.bench.baseline;

import org.jspecify.annotations.NullMarked;
