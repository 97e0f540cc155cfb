package io.riptide.engine.pipeline.graph;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;

/// A type that stands in `META-INF/services` of the tests; its nodes write a word into each frame's metadata.
public final class InstalledType implements NodeType {
    static final String NAME = "InstalledMark";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Writes a word into each frame's metadata.";
    }

    @Override
    public PortKind input() {
        return PortKind.ANY;
    }

    @Override
    public PortKind output() {
        return PortKind.ANY;
    }

    @Override
    public NodeSchema schema() {
        return NodeSchema.EMPTY.withRequiredText("mark", "The word.");
    }

    @Override
    public Node create(NodeConfig config) {
        return new Marking(config.text("mark"));
    }

    private static final class Marking implements FrameNode {
        private String mark;

        Marking(String mark) {
            this.mark = mark;
        }

        @Override
        public void configure(NodeConfig config) {
            mark = config.text("mark");
        }

        @Override
        public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
            Frame marked = out.exclusive(frame);
            marked.metadata().put("mark", mark);
            out.emit(marked);
        }
    }
}
