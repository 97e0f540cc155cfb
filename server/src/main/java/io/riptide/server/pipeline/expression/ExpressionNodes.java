package io.riptide.server.pipeline.expression;

import io.riptide.engine.pipeline.node.MadeType;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.List;

/// The types of this package.
public final class ExpressionNodes {
    private ExpressionNodes() {}

    /// All of them.
    public static List<NodeType> types() {
        return List.of(
                MadeType.of(
                                "Math",
                                "Computes each sample by an expression.",
                                PortKind.SIGNAL,
                                SampleMath.SCHEMA,
                                SampleMath::new)
                        .withCheck(SampleMath::check)
                        .statelessUnless(SampleMath::counts),
                MadeType.of(
                                "FilterMetadata",
                                "Lets frames pass of whose metadata a condition is true.",
                                PortKind.ANY,
                                FilterMetadata.SCHEMA,
                                FilterMetadata::new)
                        .withCheck(FilterMetadata::check)
                        .stateless(),
                MadeType.of(
                                "MapMetadata",
                                "Sets, keeps and removes fields of the metadata.",
                                PortKind.ANY,
                                MapMetadata.SCHEMA,
                                MapMetadata::new)
                        .withCheck(MapMetadata::check)
                        .stateless());
    }
}
