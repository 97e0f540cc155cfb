package io.riptide.server.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.graph.NodeTypes;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.signal.SignalNodes;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.expression.ExpressionNodes;
import io.riptide.server.pipeline.spectrum.FftType;
import java.util.ArrayList;
import java.util.List;

/// What graphs can say, apart from any that runs.
///
/// @param types those that graphs can name
@AnyThread
public record GraphLanguage(NodeTypes types) {
    /// With the types of the engine, `more` of a server's, and those that the class path offers.
    public static GraphLanguage with(List<NodeType> more) {
        List<NodeType> all = new ArrayList<>(SignalNodes.types());
        all.add(FftType.TYPE);
        all.addAll(ExpressionNodes.types());
        all.addAll(more);
        all.addAll(NodeTypes.installed());
        all.add(new InputType());
        return new GraphLanguage(new NodeTypes(all));
    }

    /// The ids of the graph in `body`, in the order in which frames pass; throws all that is wrong with it.
    public List<String> check(JsonFields body) throws InvalidInputException {
        return SpecReader.read(body, types).vertices().stream()
                .map(PipelineGraph.Vertex::id)
                .toList();
    }
}
