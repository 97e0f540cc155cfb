/// Pipelines for clients: graphs in JSON, runs of them, their frames as events.
///
/// **Start here:** [Pipelining], [SpecReader], [PipelineSource].
@NullMarked
package io.riptide.server.pipeline;

import org.jspecify.annotations.NullMarked;
