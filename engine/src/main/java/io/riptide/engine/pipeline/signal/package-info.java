/// Nodes that make and work on samples.
///
/// **Start here:** [SignalNodes], [Gain], [Generator].
@NullMarked
package io.riptide.engine.pipeline.signal;

import org.jspecify.annotations.NullMarked;
