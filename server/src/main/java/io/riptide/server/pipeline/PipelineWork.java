package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.run.WorkSource;
import io.riptide.server.pipeline.input.FrameInput;
import io.riptide.server.problem.Problem;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.Work;
import java.time.Duration;
import java.util.Optional;

/// A pipeline that can be accepted.
///
/// @param graph what is to run
/// @param input what its client sends
/// @param isSinglePass whether its sources are asked but once
/// @param reportMs how often its client hears of each node's figures; 0 for never
/// @param delivery how its client wants its frames
/// @param pipelining what it takes
record PipelineWork(
        PipelineGraph graph,
        FrameInput input,
        boolean isSinglePass,
        long reportMs,
        Delivery delivery,
        Pipelining pipelining)
        implements Work {
    @Override
    public String kind() {
        return "pipeline";
    }

    @Override
    public Duration deadline() {
        return pipelining.config().deadline();
    }

    @Override
    public Optional<Problem> refusal() {
        return pipelining.pool().isFull()
                ? Optional.of(Problem.unavailable("pipelines.active-max pipelines work, and pipelines.queue-max wait"))
                : Optional.empty();
    }

    @Override
    public WorkSource source(StreamIdentity identity) {
        return new PipelineSource(this, identity);
    }
}
