package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// A type whose nodes are made by a function of their parameters.
///
/// @param isAligned whether several inputs are joined
/// @param checker says what is wrong with parameters that are each right
/// @param maker makes a node
record SignalType(
        String name,
        String description,
        PortKind input,
        PortKind output,
        NodeSchema schema,
        boolean isAligned,
        BiConsumer<NodeConfig, NodeSchema.Faults> checker,
        Function<NodeConfig, Node> maker)
        implements NodeType {

    /// A type of which nothing else is to be checked.
    SignalType(
            String name,
            String description,
            PortKind input,
            PortKind output,
            NodeSchema schema,
            Function<NodeConfig, Node> maker) {
        this(name, description, input, output, schema, false, (_, _) -> {}, maker);
    }

    /// A type whose nodes work on samples.
    static SignalType of(String name, String description, NodeSchema schema, Function<NodeConfig, Node> maker) {
        return new SignalType(name, description, PortKind.SIGNAL, PortKind.SIGNAL, schema, maker);
    }

    /// The same, whose several inputs are joined.
    SignalType aligned() {
        return new SignalType(name, description, input, output, schema, true, checker, maker);
    }

    /// The same, with a check.
    SignalType withCheck(BiConsumer<NodeConfig, NodeSchema.Faults> check) {
        return new SignalType(name, description, input, output, schema, isAligned, check, maker);
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
