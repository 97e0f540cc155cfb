package io.riptide.server.pipeline.expression;

import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// A type whose nodes are made by a function of their parameters, and give what they take.
///
/// @param kind what they take and give
/// @param checker says what is wrong with parameters that are each right
/// @param maker makes a node
record ExpressionType(
        String name,
        String description,
        PortKind kind,
        NodeSchema schema,
        BiConsumer<NodeConfig, NodeSchema.Faults> checker,
        Function<NodeConfig, Node> maker)
        implements NodeType {

    @Override
    public PortKind input() {
        return kind;
    }

    @Override
    public PortKind output() {
        return kind;
    }

    @Override
    public void check(NodeConfig config, NodeSchema.Faults faults) {
        checker.accept(config, faults);
    }

    @Override
    public Node create(NodeConfig config) {
        return maker.apply(config);
    }
}
