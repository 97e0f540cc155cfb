/// Off-heap memory, leased in segments and counted to the byte.
///
/// **Start here:** [SegmentPool], [ByteBudget].
@NullMarked
package io.riptide.engine.memory;

import org.jspecify.annotations.NullMarked;
