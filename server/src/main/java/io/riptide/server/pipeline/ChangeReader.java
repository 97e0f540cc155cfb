package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.graph.GraphFault;
import io.riptide.engine.pipeline.graph.GraphRefusedException;
import io.riptide.engine.pipeline.graph.NodeSpec;
import io.riptide.engine.pipeline.graph.NodeTypes;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineSpec;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.json.PlainJson;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.text.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads what is to be changed at a pipeline that runs.
///
/// ```
/// {"paused": true}
/// {"nodes": {"gain": {"config": {"gain": 2, "gain_db": null}}}}      some parameters; null for the default
/// {"pipeline": {"nodes": […], "connections": […]}}                   another graph
/// ```
///
/// - **Source:** RFC 7396 for what `null` is.
final class ChangeReader {
    private ChangeReader() {}

    /// Changes `live` as `body` says, all of it or nothing.
    static void apply(JsonFields body, LivePipeline live) throws InvalidInputException, RefusedException {
        boolean isPaused = body.bool("paused", false);
        Optional<Boolean> paused = body.has("paused") ? Optional.of(isPaused) : Optional.empty();
        Faults faults = body.faults();
        NodeTypes types = live.work().pipelining().types();
        Optional<LivePipeline.GraphChange> change = Optional.empty();
        if (body.has("pipeline")) {
            JsonFields spec = body.object("pipeline");
            change = Optional.of(_ -> SpecReader.read(spec, types));
        } else if (body.has("nodes")) {
            JsonNode nodes = body.value("nodes");
            change = Optional.of(current -> retuned(current, nodes, types, faults));
        } else if (paused.isEmpty()) {
            faults.add("", "nothing is to be changed: give paused, nodes or pipeline");
        }
        body.finish();
        faults.throwIfAny();
        live.change(change, paused);
    }

    /// `current` with other parameters of some nodes.
    private static PipelineGraph retuned(PipelineGraph current, JsonNode nodes, NodeTypes types, Faults faults)
            throws InvalidInputException {
        Map<String, NodeSpec> specs = new LinkedHashMap<>();
        current.spec().nodes().forEach(node -> specs.put(node.id(), node));
        List<String> ids = List.copyOf(specs.keySet());
        JsonFields byId = new JsonFields(nodes, "/nodes", faults);
        for (String id : byId.names()) {
            NodeSpec node = specs.get(id);
            if (node == null) {
                faults.add(byId.pointer(id), "no node is called " + id + Spelling.suggestion(id, ids));
            } else {
                JsonFields of = byId.object(id);
                specs.put(id, retuned(node, of));
                of.finish();
            }
        }
        faults.throwIfAny();
        PipelineSpec spec = new PipelineSpec(
                current.spec().channelCapacity(),
                current.spec().priority(),
                new ArrayList<>(specs.values()),
                current.spec().edges());
        try {
            return PipelineGraph.check(spec, types);
        } catch (GraphRefusedException e) {
            e.faults().forEach(fault -> faults.add(pointer(fault, ids), SpecReader.detail(fault)));
            faults.throwIfAny();
            throw new IllegalStateException("refused without a fault", e);
        }
    }

    private static NodeSpec retuned(NodeSpec node, JsonFields in) {
        JsonNode config = in.value("config");
        if (!config.isObject()) {
            in.faults().add(in.pointer("config"), "config must be an object: parameters and their new values");
            return node;
        }
        Map<String, Object> merged = new LinkedHashMap<>(node.config());
        config.propertyNames().forEach(merged::remove);
        merged.putAll(PlainJson.map(config));
        return node.withConfig(merged);
    }

    /// The fault's place in what was sent, where nodes go by their ids.
    private static String pointer(GraphFault fault, List<String> ids) {
        String[] parts = fault.pointer().split("/", 4);
        return parts.length == 4 ? "/nodes/" + ids.get(Integer.parseInt(parts[2])) + '/' + parts[3] : fault.pointer();
    }
}
