package io.riptide.engine.pipeline.node;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// A type whose nodes are made by a function of their parameters.
///
/// @param isAligned whether several inputs are joined
/// @param isStateless whether several may work at once, but for those that `hasMemory` names
/// @param hasMemory parameters with which a node remembers something all the same
/// @param checker says what is wrong with parameters that are each right
/// @param maker makes a node
public record MadeType(
        String name,
        String description,
        PortKind input,
        PortKind output,
        NodeSchema schema,
        boolean isAligned,
        boolean isStateless,
        Predicate<NodeConfig> hasMemory,
        BiConsumer<NodeConfig, NodeSchema.Faults> checker,
        Function<NodeConfig, Node> maker)
        implements NodeType {

    /// A type of which nothing else is to be checked.
    public MadeType(
            String name,
            String description,
            PortKind input,
            PortKind output,
            NodeSchema schema,
            Function<NodeConfig, Node> maker) {
        this(name, description, input, output, schema, false, false, _ -> false, (_, _) -> {}, maker);
    }

    /// A type whose nodes give what they take.
    public static MadeType of(
            String name, String description, PortKind kind, NodeSchema schema, Function<NodeConfig, Node> maker) {
        return new MadeType(name, description, kind, kind, schema, maker);
    }

    /// The same, whose several inputs are joined.
    public MadeType aligned() {
        return new MadeType(name, description, input, output, schema, true, isStateless, hasMemory, checker, maker);
    }

    /// The same, of which several may work at once.
    public MadeType stateless() {
        return statelessUnless(_ -> false);
    }

    /// The same, of which several may work at once, but for those that `remembers` names.
    public MadeType statelessUnless(Predicate<NodeConfig> remembers) {
        return new MadeType(name, description, input, output, schema, isAligned, true, remembers, checker, maker);
    }

    /// The same, with a check.
    public MadeType withCheck(BiConsumer<NodeConfig, NodeSchema.Faults> check) {
        return new MadeType(name, description, input, output, schema, isAligned, isStateless, hasMemory, check, maker);
    }

    @Override
    public boolean isStateless(NodeConfig config) {
        return isStateless && !hasMemory.test(config);
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
