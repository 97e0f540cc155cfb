package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.run.WorkSource;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.Work;
import java.time.Duration;

/// A pipeline that can be accepted.
///
/// @param graph what is to run
/// @param delivery how its client wants its frames
/// @param pipelining what it takes
record PipelineWork(PipelineGraph graph, Delivery delivery, Pipelining pipelining) implements Work {
    @Override
    public String kind() {
        return "pipeline";
    }

    @Override
    public Duration deadline() {
        return pipelining.config().deadline();
    }

    @Override
    public WorkSource source(StreamIdentity identity) {
        return new PipelineSource(this, identity);
    }
}
