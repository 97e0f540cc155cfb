package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.graph.EdgeSpec;
import io.riptide.engine.pipeline.graph.ErrorPolicy;
import io.riptide.engine.pipeline.graph.FanIn;
import io.riptide.engine.pipeline.graph.GraphFault;
import io.riptide.engine.pipeline.graph.GraphRefusedException;
import io.riptide.engine.pipeline.graph.NodeSpec;
import io.riptide.engine.pipeline.graph.NodeTypes;
import io.riptide.engine.pipeline.graph.Overflow;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineSpec;
import io.riptide.engine.pipeline.graph.Priority;
import io.riptide.engine.pipeline.graph.RestartStrategy;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.json.EnumWord;
import io.riptide.server.pipeline.json.PlainJson;
import io.riptide.server.text.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Reads a graph from JSON and checks it. What is wrong with its form and with the graph is told together.
///
/// - **Threading:** any thread.
final class SpecReader {
    private static final int DESCRIPTION_CHARS_MAX = 1_000;
    private static final int NAME_CHARS_MAX = 200;
    private static final int MS_MAX = 86_400_000;
    private static final int ERRORS_MAX = 1_000_000;
    private static final List<String> RESTARTS = List.of("never", "immediate", "exponential", "circuit_breaker");

    private final JsonFields graph;
    private final Faults faults;

    private SpecReader(JsonFields graph) {
        this.graph = graph;
        this.faults = graph.faults();
    }

    /// The graph that stands in `graph`, whose faults are noted and thrown with all others.
    static PipelineGraph read(JsonFields graph, NodeTypes types) throws InvalidInputException {
        PipelineSpec spec = new SpecReader(graph).spec();
        try {
            PipelineGraph checked = PipelineGraph.check(spec, types);
            graph.faults().throwIfAny();
            return checked;
        } catch (GraphRefusedException e) {
            String base = graph.pointer("");
            e.faults().forEach(fault -> note(graph.faults(), base.substring(0, base.length() - 1), fault));
            graph.faults().throwIfAny();
            throw new IllegalStateException("refused without a fault", e);
        }
    }

    private static void note(Faults faults, String base, GraphFault fault) {
        faults.add(base + fault.pointer(), detail(fault));
    }

    /// What is wrong, and what may have been meant.
    static String detail(GraphFault fault) {
        String suggestion = fault.name().isEmpty() ? "" : Spelling.suggestion(fault.name(), fault.known());
        return fault.detail() + suggestion;
    }

    private PipelineSpec spec() {
        graph.text("description", DESCRIPTION_CHARS_MAX, "");
        JsonFields config = graph.object("pipeline_config");
        int capacity =
                (int) config.integer("channel_capacity", 1, EdgeSpec.CAPACITY_MAX, PipelineSpec.CHANNEL_CAPACITY);
        Priority priority = choice(config, "priority", Priority.values(), Priority.NORMAL);
        config.finish();
        List<NodeSpec> nodes = each("nodes", PipelineGraph.NODES_MAX, this::node);
        List<EdgeSpec> edges = each("connections", PipelineGraph.EDGES_MAX, this::edge);
        graph.finish();
        return new PipelineSpec(capacity, priority, nodes, edges);
    }

    private <T> List<T> each(String name, int max, Function<JsonFields, T> reader) {
        JsonNode array = graph.value(name);
        List<T> read = new ArrayList<>();
        if (!array.isArray() && !array.isMissingNode()) {
            faults.add(graph.pointer(name), name + " must be an array");
        } else if (array.size() > max) {
            faults.add(graph.pointer(name), name + " has " + array.size() + " entries, at most " + max);
        } else {
            for (int i = 0; i < array.size(); i++) {
                JsonFields fields = new JsonFields(array.get(i), graph.pointer(name) + '/' + i, faults);
                read.add(reader.apply(fields));
                fields.finish();
            }
        }
        return read;
    }

    private NodeSpec node(JsonFields in) {
        return new NodeSpec(
                in.text("id", NAME_CHARS_MAX, ""),
                in.text("type", NAME_CHARS_MAX, ""),
                config(in),
                choice(in, "error_policy", ErrorPolicy.values(), ErrorPolicy.PROPAGATE),
                defaultSample(in),
                restart(in),
                choice(in, "fan_in", FanIn.values(), FanIn.BY_TYPE),
                (int) in.integer("parallelism", 1, NodeSpec.PARALLELISM_MAX, 1),
                in.integer("timeout_ms", 0, MS_MAX, NodeSpec.TIMEOUT_MS));
    }

    private Map<String, Object> config(JsonFields in) {
        JsonNode config = in.value("config");
        if (config.isObject()) {
            return PlainJson.map(config);
        }
        if (!config.isMissingNode()) {
            faults.add(in.pointer("config"), "config must be an object");
        }
        return Map.of();
    }

    private double defaultSample(JsonFields in) {
        JsonNode value = in.value("default_sample");
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (!value.isMissingNode()) {
            faults.add(in.pointer("default_sample"), "default_sample must be a number");
        }
        return 0;
    }

    /// A word, or an object that has the word as `strategy` and the strategy's numbers.
    private RestartStrategy restart(JsonFields in) {
        JsonNode value = in.value("restart");
        if (value.isMissingNode()) {
            return RestartStrategy.NEVER;
        }
        if (value.isString()) {
            JsonFields none = new JsonFields(MissingNode.getInstance(), in.pointer("restart"), faults);
            return restart(in.choice("restart", RESTARTS, "never"), none);
        }
        JsonFields fields = in.object("restart");
        RestartStrategy strategy = restart(fields.choice("strategy", RESTARTS, "never"), fields);
        fields.finish();
        return strategy;
    }

    private RestartStrategy restart(String word, JsonFields in) {
        return switch (word) {
            case "immediate" -> new RestartStrategy.Immediate();
            case "exponential" -> {
                long baseMs = in.integer("base_ms", 1, MS_MAX, 100);
                long maxMs = in.integer("max_ms", 1, MS_MAX, Math.max(baseMs, 5_000));
                if (maxMs < baseMs) {
                    faults.add(in.pointer("max_ms"), "max_ms must not be less than base_ms, " + baseMs);
                }
                yield new RestartStrategy.Exponential(
                        baseMs, Math.max(baseMs, maxMs), (int) in.integer("max_attempts", 1, ERRORS_MAX, 5));
            }
            case "circuit_breaker" ->
                new RestartStrategy.CircuitBreaker(
                        (int) in.integer("error_threshold", 1, ERRORS_MAX, 5),
                        in.integer("timeout_ms", 1, MS_MAX, 30_000));
            default -> RestartStrategy.NEVER;
        };
    }

    private EdgeSpec edge(JsonFields in) {
        JsonFields batch = in.object("batch");
        EdgeSpec edge = new EdgeSpec(
                in.text("from", NAME_CHARS_MAX, ""),
                in.text("to", NAME_CHARS_MAX, ""),
                choice(in, "overflow", Overflow.values(), Overflow.BLOCK),
                (int) in.integer("capacity", 0, EdgeSpec.CAPACITY_MAX, 0),
                (int) batch.integer("max_frames", 1, EdgeSpec.CAPACITY_MAX, in.has("batch") ? 50 : 1),
                batch.integer("max_ms", 0, EdgeSpec.BATCH_MS_MAX, in.has("batch") ? 16 : 0));
        batch.finish();
        return edge;
    }

    private static <E extends Enum<E>> E choice(JsonFields in, String name, E[] values, E fallback) {
        List<String> words = Stream.of(values).map(EnumWord::of).toList();
        return values[words.indexOf(in.choice(name, words, EnumWord.of(fallback)))];
    }
}
