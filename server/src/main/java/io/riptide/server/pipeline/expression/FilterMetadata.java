package io.riptide.server.pipeline.expression;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import org.jspecify.annotations.Nullable;

/// Passes frames on of whose metadata a condition is true; null is not.
final class FilterMetadata implements FrameNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY.withRequiredText(
            "condition",
            "What has to be true of a frame's metadata, as in level > 3 and starts_with(site.name, 'a'). A field that is"
                    + " absent is null, and no more nor less than anything; frame.sequence_id, frame.timestamp and"
                    + " frame.metadata['any name'] are known too.");

    private static final String CONDITION = "condition";

    private Expression condition;

    FilterMetadata(NodeConfig config) {
        condition = Expression.ofChecked(config.text(CONDITION), Dialect.FIELDS);
    }

    static void check(NodeConfig config, NodeSchema.Faults faults) {
        try {
            Expression.of(config.text(CONDITION), Dialect.FIELDS);
        } catch (ExpressionRefusedException e) {
            faults.wrong(CONDITION, e.reason());
        }
    }

    @Override
    public void configure(NodeConfig config) {
        condition = Expression.ofChecked(config.text(CONDITION), Dialect.FIELDS);
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws Exception {
        if (isTrue(condition.value(new FieldScope(frame)))) {
            out.emit(frame);
        }
    }

    private static boolean isTrue(@Nullable Object value) throws ExpressionFailedException {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            default ->
                throw new ExpressionFailedException(
                        "the condition gives " + Kinds.named(value) + ", not true or false");
        };
    }
}
