/// What travels between the nodes of a pipeline, and where its memory comes from.
///
/// **Start here:** [Frame], [FramePool].
@NullMarked
package io.riptide.engine.pipeline.frame;

import org.jspecify.annotations.NullMarked;
