package io.riptide.server.pipeline.expression;

import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.List;

/// The types of this package.
public final class ExpressionNodes {
    private ExpressionNodes() {}

    /// All of them.
    public static List<NodeType> types() {
        return List.of(
                new ExpressionType(
                        "Math",
                        "Computes each sample by an expression.",
                        PortKind.SIGNAL,
                        SampleMath.SCHEMA,
                        SampleMath::check,
                        SampleMath::new),
                new ExpressionType(
                        "FilterMetadata",
                        "Lets frames pass of whose metadata a condition is true.",
                        PortKind.ANY,
                        FilterMetadata.SCHEMA,
                        FilterMetadata::check,
                        FilterMetadata::new),
                new ExpressionType(
                        "MapMetadata",
                        "Sets, keeps and removes fields of the metadata.",
                        PortKind.ANY,
                        MapMetadata.SCHEMA,
                        MapMetadata::check,
                        MapMetadata::new));
    }
}
