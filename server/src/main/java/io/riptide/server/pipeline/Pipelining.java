package io.riptide.server.pipeline;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.graph.NodeTypes;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.signal.SignalNodes;
import io.riptide.server.config.PipelinesConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.spectrum.FftType;
import io.riptide.server.stream.WorkReader;
import java.util.ArrayList;
import java.util.List;

/// What it takes to run pipelines: the types of nodes and the memory of their frames.
///
/// - **Threading:** any thread.
public final class Pipelining {
    private final PipelinesConfig config;
    private final StreamConfig stream;
    private final ByteBudget memory;
    private final NodeTypes types;

    /// As `config` says, with the types of the engine and those that the class path offers.
    public Pipelining(RiptideConfig config) {
        this.config = config.pipelines();
        this.stream = config.stream();
        this.memory = ByteBudget.root("pipelines", config.pipelines().memoryBytes());
        List<NodeType> all = new ArrayList<>(SignalNodes.types());
        all.add(new FftType());
        all.addAll(NodeTypes.installed());
        this.types = new NodeTypes(all);
    }

    /// Understands what clients want run.
    public WorkReader reader() {
        return new PipelineReader(this);
    }

    /// The types that graphs can name.
    public NodeTypes types() {
        return types;
    }

    /// The ids of the graph in `body`, in the order in which frames pass; throws all that is wrong with it.
    public List<String> check(JsonFields body) throws InvalidInputException {
        return SpecReader.read(body, types).vertices().stream()
                .map(PipelineGraph.Vertex::id)
                .toList();
    }

    PipelinesConfig config() {
        return config;
    }

    StreamConfig stream() {
        return stream;
    }

    /// What the frames of one more run count against.
    ByteBudget runMemory() {
        return memory.child("pipeline", config.runBytes());
    }
}
