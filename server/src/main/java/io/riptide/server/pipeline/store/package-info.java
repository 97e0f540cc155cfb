/// Graphs under names.
///
/// **Start here:** [GraphStore].
@NullMarked
package io.riptide.server.pipeline.store;

import org.jspecify.annotations.NullMarked;
