package io.riptide.server.pipeline;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.graph.NodeTypes;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.pool.PipelinePool;
import io.riptide.engine.run.WorkSource;
import io.riptide.server.config.PipelinesConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.event.Json;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.PipelineReader.Use;
import io.riptide.server.pipeline.json.EnumWord;
import io.riptide.server.pipeline.store.GraphStore;
import io.riptide.server.pipeline.store.StoredGraph;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.stream.WorkReaders;
import io.riptide.server.text.Spelling;
import java.util.List;
import java.util.Optional;

/// What it takes to run pipelines: the types of nodes and the memory of their frames.
///
/// - **Threading:** any thread.
public final class Pipelining {
    private final PipelinesConfig config;
    private final StreamConfig stream;
    private final ByteBudget memory;
    private final GraphLanguage language;
    private final PipelinePool pool;
    private final GraphStore store;
    private final PipelineRuns runs = new PipelineRuns();

    /// As `config` says, with the types of the engine, `more` of this server's, and those that the class path
    /// offers.
    public Pipelining(RiptideConfig config, List<NodeType> more) {
        this.config = config.pipelines();
        this.stream = config.stream();
        this.memory = ByteBudget.root("pipelines", config.pipelines().memoryBytes());
        this.language = GraphLanguage.with(more);
        this.pool = new PipelinePool(
                config.pipelines().activeMax(), config.pipelines().queueMax());
        this.store = GraphStore.open(
                config.pipelines().directory(), config.pipelines().storedMax());
    }

    /// Understands what clients want run: a graph of their own, or one that they name.
    public WorkReaders readers() {
        return readers(Optional.empty());
    }

    /// Understands what else clients say of `stored`.
    public WorkReaders readers(StoredGraph stored) {
        return readers(Optional.of(stored));
    }

    private WorkReaders readers(Optional<StoredGraph> stored) {
        return new WorkReaders(
                new PipelineReader(this, stored, Use.STREAM),
                new PipelineReader(this, stored, Use.DOCUMENT),
                new PipelineReader(this, stored, Use.SOCKET));
    }

    /// The graphs under names.
    public GraphStore store() {
        return store;
    }

    /// Which stored graph may have been meant by `name`.
    public String likeStored(String name) {
        return Spelling.suggestion(
                name, store.list().stream().map(StoredGraph::name).toList());
    }

    /// What they do and have done.
    public PipelineFigures figures() {
        List<PipelineFigures.Live> live = runs.list().stream()
                .limit(PipelineFigures.RUNS_MAX)
                .map(run ->
                        new PipelineFigures.Live(run.runId(), EnumWord.of(run.state()), run.frames(), run.figures()))
                .toList();
        return new PipelineFigures(
                pool.snapshot(),
                runs.completed(),
                runs.failed(),
                runs.frames(),
                runs.abandoned(),
                memory.reserved(),
                memory.limit(),
                runs.totals(),
                live);
    }

    /// The pipeline that `source` is, as JSON; nothing when it is none.
    public Optional<byte[]> describe(WorkSource source) {
        return live(source).map(live -> Json.object(json -> LiveJson.write(json, live)));
    }

    /// Changes the pipeline that `source` is as `body` says, all of it or nothing, and tells how it is then; nothing
    /// when it is none.
    public Optional<byte[]> change(WorkSource source, JsonFields body) throws InvalidInputException, RefusedException {
        Optional<LivePipeline> live = live(source);
        if (live.isPresent()) {
            ChangeReader.apply(body, live.get());
        }
        return describe(source);
    }

    private static Optional<LivePipeline> live(WorkSource source) {
        return source instanceof PipelineSource pipeline ? Optional.of(pipeline.live()) : Optional.empty();
    }

    /// The types that graphs can name.
    public NodeTypes types() {
        return language.types();
    }

    /// The ids of the graph in `body`, in the order in which frames pass; throws all that is wrong with it.
    public List<String> check(JsonFields body) throws InvalidInputException {
        return language.check(body);
    }

    PipelinePool pool() {
        return pool;
    }

    PipelineRuns runs() {
        return runs;
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
