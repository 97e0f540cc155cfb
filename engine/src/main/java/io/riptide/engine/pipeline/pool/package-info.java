/// How many pipelines work at once, and who is next.
///
/// **Start here:** [PipelinePool].
@NullMarked
package io.riptide.engine.pipeline.pool;

import org.jspecify.annotations.NullMarked;
