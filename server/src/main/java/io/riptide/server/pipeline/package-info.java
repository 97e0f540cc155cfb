/// Pipelines for clients: graphs in JSON, runs of them, their frames as events.
///
/// **Start here:** [Pipelining], [SpecReader], [PipelineSource]; [PlacedType] for nodes that have to do with the rest
/// of
/// the server.
@NullMarked
package io.riptide.server.pipeline;

import org.jspecify.annotations.NullMarked;
