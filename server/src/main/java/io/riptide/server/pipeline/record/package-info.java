/// Nodes that write files.
///
/// **Start here:** [RecorderType].
@NullMarked
package io.riptide.server.pipeline.record;

import org.jspecify.annotations.NullMarked;
