package io.riptide.engine.testing;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.NodeFailedException;
import io.riptide.engine.pipeline.NodeSnapshot;
import io.riptide.engine.pipeline.NodeState;
import io.riptide.engine.pipeline.Pipeline;
import io.riptide.engine.pipeline.PipelineListener;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.graph.EdgeSpec;
import io.riptide.engine.pipeline.graph.GraphRefusedException;
import io.riptide.engine.pipeline.graph.NodeSpec;
import io.riptide.engine.pipeline.graph.NodeTypes;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineSpec;
import io.riptide.engine.pipeline.graph.Priority;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.pipeline.node.SourceNode;
import io.riptide.engine.pipeline.signal.SignalNodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A pipeline with its pool, whose frames and states are written down.
public final class PipelineRig implements PipelineListener {
    private static final long BYTES_MAX = 64 << 20;

    /// For the graphs that a pipeline becomes.
    private static final int FRAMES_MORE = 2_000;

    private final List<NodeType> types = new ArrayList<>(SignalNodes.types());
    private final List<NodeSpec> nodes = new ArrayList<>();
    private final List<EdgeSpec> edges = new ArrayList<>();
    private final ByteBudget budget = ByteBudget.root("pipelines", BYTES_MAX);
    private final ConcurrentLinkedQueue<Heard> frames = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Told> states = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();
    private int capacity = PipelineSpec.CHANNEL_CAPACITY;
    private boolean isSinglePass;
    private int framesMore;
    private Hearing hearing = (_, _) -> {};
    private @Nullable Pipeline pipeline;
    private @Nullable FramePool pool;

    /// A frame that came out.
    public record Heard(String node, long sequenceId, Map<String, double[]> channels, Map<String, Object> metadata) {
        /// The samples of `main`.
        public double[] main() {
            return Objects.requireNonNull(channels.get("main"));
        }
    }

    /// A state that was told.
    public record Told(String node, NodeState state, String message) {}

    /// What a reader does with a frame.
    @FunctionalInterface
    public interface Hearing {
        void onFrame(String node, Frame frame) throws InterruptedException;
    }

    /// What a node does with a frame.
    @FunctionalInterface
    public interface Work {
        void onFrame(Frame frame, NodeOutput out) throws Exception;
    }

    /// What a source does.
    @FunctionalInterface
    public interface Making {
        boolean produce(NodeOutput out) throws Exception;
    }

    /// A type that is only here, whose every node is a new one by `maker`.
    public PipelineRig type(String name, PortKind input, PortKind output, Supplier<Node> maker) {
        types.add(new RigType(name, input, output, _ -> maker.get()));
        return this;
    }

    /// One more type.
    public PipelineRig type(NodeType type) {
        types.add(type);
        return this;
    }

    /// A type of nodes that do `work`.
    public PipelineRig worker(String name, Work work) {
        return type(name, PortKind.ANY, PortKind.ANY, () -> node(work));
    }

    /// A type of sources that do `making`.
    public PipelineRig source(String name, Making making) {
        return type(name, PortKind.NONE, PortKind.SIGNAL, () -> making(making));
    }

    /// A source that does `making`.
    public static SourceNode making(Making making) {
        return new SourceNode() {
            @Override
            public boolean produce(NodeOutput out) throws Exception {
                return making.produce(out);
            }

            @Override
            public void configure(NodeConfig config) {}
        };
    }

    /// A node that does `work`.
    public static FrameNode node(Work work) {
        return new FrameNode() {
            @Override
            public void onFrame(Frame frame, NodeOutput out) throws Exception {
                work.onFrame(frame, out);
            }

            @Override
            public void configure(NodeConfig config) {}
        };
    }

    private record RigType(String name, PortKind input, PortKind output, Function<NodeConfig, Node> maker)
            implements NodeType {
        @Override
        public String description() {
            return "of a test";
        }

        @Override
        public NodeSchema schema() {
            return NodeSchema.EMPTY;
        }

        @Override
        public Node create(NodeConfig config) {
            return maker.apply(config);
        }
    }

    /// A sine of so many frames of eight samples, each a turn of the wave, as fast as they are taken.
    public PipelineRig sine(String id, int frames) {
        return node(
                id, "SineGenerator", Map.of("frequency", 6_000, "frame_size", 8, "frames", frames, "realtime", false));
    }

    public PipelineRig node(String id, String type, Map<String, Object> config) {
        return node(NodeSpec.of(id, type, config));
    }

    public PipelineRig node(NodeSpec node) {
        nodes.add(node);
        return this;
    }

    public PipelineRig edge(String from, String to) {
        return edge(EdgeSpec.of(from, to));
    }

    public PipelineRig edge(EdgeSpec edge) {
        edges.add(edge);
        return this;
    }

    /// Connects nodes in a row.
    public PipelineRig chain(String... ids) {
        for (int i = 1; i < ids.length; i++) {
            edge(ids[i - 1], ids[i]);
        }
        return this;
    }

    public PipelineRig capacity(int frames) {
        capacity = frames;
        return this;
    }

    /// Has the reader do that with each frame, once it is written down.
    public PipelineRig hearing(Hearing how) {
        hearing = how;
        return this;
    }

    public PipelineSpec spec() {
        return new PipelineSpec(capacity, Priority.NORMAL, nodes, edges);
    }

    public PipelineGraph graph() {
        try {
            return PipelineGraph.check(spec(), types());
        } catch (GraphRefusedException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /// Another graph of the same types.
    public PipelineRig other() {
        PipelineRig other = new PipelineRig();
        other.types.clear();
        other.types.addAll(types);
        return other;
    }

    /// Has frames for what the pipeline becomes.
    public PipelineRig roomy() {
        framesMore = FRAMES_MORE;
        return this;
    }

    /// The pipeline, made once, whose sources are asked once.
    public PipelineRig singlePass() {
        isSinglePass = true;
        return this;
    }

    public NodeTypes types() {
        return new NodeTypes(types);
    }

    /// The pipeline, made once.
    public Pipeline pipeline() {
        Pipeline known = pipeline;
        if (known == null) {
            PipelineGraph graph = graph();
            FramePool frames = new FramePool(Pipeline.framesMax(graph) + framesMore, budget);
            pool = frames;
            known = isSinglePass ? Pipeline.singlePass(graph, frames, this) : new Pipeline(graph, frames, this);
            pipeline = known;
        }
        return known;
    }

    /// Runs the pipeline to its end and holds that all memory is back.
    public PipelineRig run() throws InterruptedException, NodeFailedException {
        try {
            pipeline().run();
        } finally {
            checkMemory();
        }
        return this;
    }

    /// Holds that no frame is held any more.
    public void checkMemory() {
        FramePool used = pool();
        if (used.outstanding() != 0) {
            throw new AssertionError(used.outstanding() + " frames have leaked");
        }
        used.close();
        if (budget.reserved() != 0) {
            throw new AssertionError(budget.toString());
        }
    }

    public FramePool pool() {
        return Objects.requireNonNull(pool);
    }

    @Override
    public void onFrame(String id, Frame frame) throws InterruptedException {
        Map<String, double[]> channels = new HashMap<>();
        for (int i = 0; i < frame.channelCount(); i++) {
            channels.put(frame.name(i), Arrays.copyOf(frame.samples(i), frame.length(i)));
        }
        frames.add(new Heard(id, frame.sequenceId(), channels, new HashMap<>(frame.metadata())));
        hearing.onFrame(id, frame);
    }

    @Override
    public void onState(String id, NodeState state, String message) {
        states.add(new Told(id, state, message));
    }

    @Override
    public void onNote(String id, String text) {
        notes.add(text);
    }

    /// What nodes said.
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /// What came out, in its order.
    public List<Heard> frames() {
        return List.copyOf(frames);
    }

    /// What came out of that node.
    public List<Heard> frames(String id) {
        return frames.stream().filter(heard -> heard.node().equals(id)).toList();
    }

    /// What was told of that node.
    public List<Told> states(String id) {
        return states.stream().filter(told -> told.node().equals(id)).toList();
    }

    /// The figures of that node.
    public NodeSnapshot figures(String id) {
        return pipeline().snapshot().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
