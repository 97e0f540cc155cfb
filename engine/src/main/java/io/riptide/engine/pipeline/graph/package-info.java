/// What a pipeline is to be, and the check that it can be that.
///
/// **Start here:** [PipelineSpec], [PipelineGraph].
@NullMarked
package io.riptide.engine.pipeline.graph;

import org.jspecify.annotations.NullMarked;
