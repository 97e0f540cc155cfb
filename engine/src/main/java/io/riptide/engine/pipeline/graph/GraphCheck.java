package io.riptide.engine.pipeline.graph;

import io.riptide.engine.pipeline.graph.PipelineGraph.Edge;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One check of one spec.
///
/// 1. Each node for itself: id, type, configuration. 2. Each edge: its ends, its bounds. 3. The whole: cycles,
/// nodes that no frame can reach. 4. What frames hold against what nodes take, from the sources down.
///
/// A node or edge with a fault is left out of the later steps, so that one mistake is told once.
final class GraphCheck {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int CAPACITY_MIN = 1;

    private final PipelineSpec spec;
    private final NodeTypes types;
    private final List<GraphFault> faults = new ArrayList<>();
    private final Map<String, Vertex> vertices = new LinkedHashMap<>();
    private final Map<String, Integer> indexes = new HashMap<>();

    /// Ids of nodes that are wrong themselves.
    private final Set<String> broken = new HashSet<>();

    private final Map<Integer, Edge> edges = new TreeMap<>();

    GraphCheck(PipelineSpec spec, NodeTypes types) {
        this.spec = spec;
        this.types = types;
    }

    PipelineGraph graph() throws GraphRefusedException {
        checkSizes();
        for (int i = 0; i < spec.nodes().size(); i++) {
            checkNode(i, spec.nodes().get(i));
        }
        for (int i = 0; i < spec.edges().size(); i++) {
            checkEdge(i, spec.edges().get(i));
        }
        List<Vertex> ordered = order();
        checkReach();
        checkKinds(ordered);
        if (!faults.isEmpty()) {
            throw new GraphRefusedException(faults);
        }
        return new PipelineGraph(spec, ordered, List.copyOf(edges.values()));
    }

    private void checkSizes() {
        int nodes = spec.nodes().size();
        if (nodes < 1 || nodes > PipelineGraph.NODES_MAX) {
            fault("/nodes", "must have from 1 to " + PipelineGraph.NODES_MAX + " nodes");
        }
        if (spec.edges().size() > PipelineGraph.EDGES_MAX) {
            fault("/connections", "must have " + PipelineGraph.EDGES_MAX + " connections at most");
        }
        checkCapacity("/pipeline_config/channel_capacity", spec.channelCapacity());
    }

    private void checkCapacity(String pointer, int capacity) {
        if (capacity < CAPACITY_MIN || capacity > EdgeSpec.CAPACITY_MAX) {
            fault(pointer, "must be from " + CAPACITY_MIN + " to " + EdgeSpec.CAPACITY_MAX + " frames");
        }
    }

    private void checkNode(int index, NodeSpec node) {
        String pointer = "/nodes/" + index;
        if (!ID.matcher(node.id()).matches()) {
            fault(pointer + "/id", "must be 1 to 64 letters, digits, - and _");
            return;
        }
        Integer first = indexes.putIfAbsent(node.id(), index);
        if (first != null) {
            fault(pointer + "/id", "is the id of /nodes/" + first + " already");
            return;
        }
        NodeType type = types.find(node.type()).orElse(null);
        if (type == null) {
            broken.add(node.id());
            faults.add(new GraphFault(pointer + "/type", "unknown type " + node.type(), node.type(), types.names()));
            return;
        }
        NodeSchema.Faults configFaults = new ConfigFaults(pointer + "/config/");
        int before = faults.size();
        NodeConfig config = type.schema().check(node.config(), configFaults);
        if (faults.size() == before) {
            type.check(config, configFaults);
        }
        if (faults.size() == before) {
            checkParallelism(pointer + "/parallelism", node, type.isStateless(config));
        }
        boolean isAligned = node.fanIn() == FanIn.ALIGN || (node.fanIn() == FanIn.BY_TYPE && type.isAligned());
        vertices.put(node.id(), new Vertex(node, type, config, isAligned));
    }

    private void checkParallelism(String pointer, NodeSpec node, boolean isStateless) {
        if (node.parallelism() < 1 || node.parallelism() > NodeSpec.PARALLELISM_MAX) {
            fault(pointer, "must be from 1 to " + NodeSpec.PARALLELISM_MAX);
        } else if (node.parallelism() > 1 && !isStateless) {
            fault(
                    pointer,
                    "must be 1: " + node.type() + " remembers something from frame to frame, as it is told here");
        }
    }

    private final class ConfigFaults implements NodeSchema.Faults {
        private final String pointer;

        ConfigFaults(String pointer) {
            this.pointer = pointer;
        }

        @Override
        public void wrong(String name, String detail) {
            fault(pointer + escaped(name), detail);
        }

        @Override
        public void unknown(String name, List<String> known) {
            faults.add(new GraphFault(pointer + escaped(name), "unknown parameter " + name, name, known));
        }
    }

    /// RFC 6901, section 3.
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private void checkEdge(int index, EdgeSpec edge) {
        String pointer = "/connections/" + index;
        int before = faults.size();
        checkEnd(pointer + "/from", edge.source());
        checkEnd(pointer + "/to", edge.to());
        if (edge.capacity() != 0) {
            checkCapacity(pointer + "/capacity", edge.capacity());
        }
        int capacity = edge.capacity() == 0 ? spec.channelCapacity() : edge.capacity();
        if (edge.batchFrames() < 1 || edge.batchFrames() > capacity) {
            fault(pointer + "/batch/max_frames", "must be from 1 to " + capacity + ", which have room on the edge");
        }
        if (edge.batchMs() < 0 || edge.batchMs() > EdgeSpec.BATCH_MS_MAX) {
            fault(pointer + "/batch/max_ms", "must be from 0 to " + EdgeSpec.BATCH_MS_MAX + " ms");
        }
        boolean isTwice = edges.values().stream()
                .anyMatch(other ->
                        other.spec().from().equals(edge.from()) && other.to().equals(edge.to()));
        if (isTwice) {
            fault(pointer, "is there twice");
        }
        Vertex from = vertices.get(edge.source());
        Vertex to = vertices.get(edge.to());
        if (from != null && from.type().output() == PortKind.NONE) {
            fault(pointer + "/from", edge.source() + " is a " + from.type().name() + ", which gives no frames");
        }
        if (to != null && to.type().input() == PortKind.NONE) {
            fault(pointer + "/to", edge.to() + " is a " + to.type().name() + ", which takes no frames");
        }
        if (faults.size() == before && from != null && to != null) {
            edges.put(index, new Edge(edge, edge.source(), edge.port(), edge.to(), capacity));
        }
    }

    private void checkEnd(String pointer, String id) {
        if (!indexes.containsKey(id)) {
            faults.add(new GraphFault(pointer, "no node is called " + id, id, List.copyOf(indexes.keySet())));
        }
    }

    /// The nodes, each after those whose frames it takes; those in or after a cycle are left out.
    private List<Vertex> order() {
        Map<String, Integer> waitsFor = new HashMap<>();
        edges.values().forEach(edge -> waitsFor.merge(edge.to(), 1, Integer::sum));
        Deque<Vertex> ready = new ArrayDeque<>();
        vertices.values().stream()
                .filter(vertex -> !waitsFor.containsKey(vertex.id()))
                .forEach(ready::add);
        List<Vertex> ordered = new ArrayList<>();
        while (!ready.isEmpty()) {
            Vertex next = ready.remove();
            ordered.add(next);
            for (Edge edge : edges.values()) {
                if (edge.from().equals(next.id()) && waitsFor.merge(edge.to(), -1, Integer::sum) == 0) {
                    ready.add(Objects.requireNonNull(vertices.get(edge.to())));
                }
            }
        }
        if (ordered.size() < vertices.size()) {
            tellCycle(ordered);
        }
        return ordered;
    }

    /// Walks back from any node that was left over until it comes by one again.
    private void tellCycle(List<Vertex> ordered) {
        Set<String> left = new HashSet<>(vertices.keySet());
        ordered.forEach(vertex -> left.remove(vertex.id()));
        List<String> way = new ArrayList<>();
        String at = left.stream().min(String::compareTo).orElseThrow();
        int index = -1;
        while (!way.contains(at)) {
            way.add(at);
            String to = at;
            Map.Entry<Integer, Edge> back = edges.entrySet().stream()
                    .filter(entry -> entry.getValue().to().equals(to))
                    .filter(entry -> left.contains(entry.getValue().from()))
                    .findFirst()
                    .orElseThrow();
            index = back.getKey();
            at = back.getValue().from();
        }
        List<String> cycle = new ArrayList<>(way.subList(way.indexOf(at), way.size()));
        cycle.add(at);
        fault("/connections/" + index, "closes a cycle: " + String.join(" → ", cycle.reversed()));
    }

    /// Each node needs a source above it. One whose edges are wrong is not blamed for that.
    private void checkReach() {
        Set<String> reached = new HashSet<>(broken);
        vertices.values().stream()
                .filter(vertex -> vertex.type().input() == PortKind.NONE)
                .forEach(vertex -> reached.add(vertex.id()));
        boolean hasMore = true;
        while (hasMore) {
            hasMore = false;
            for (Edge edge : edges.values()) {
                hasMore |= reached.contains(edge.from()) && reached.add(edge.to());
            }
        }
        if (edges.size() < spec.edges().size()) {
            return;
        }
        for (Vertex vertex : vertices.values()) {
            if (!reached.contains(vertex.id())) {
                fault("/nodes/" + indexes.get(vertex.id()), vertex.id() + " gets no frames: no source leads to it");
            }
        }
    }

    private void checkKinds(List<Vertex> ordered) {
        Map<String, PortKind> gives = new HashMap<>();
        for (Vertex vertex : ordered) {
            PortKind comes = null;
            for (Map.Entry<Integer, Edge> entry : edges.entrySet()) {
                Edge edge = entry.getValue();
                if (!edge.to().equals(vertex.id())) {
                    continue;
                }
                PortKind kind = gives.getOrDefault(edge.from(), PortKind.ANY);
                if (!vertex.type().input().takes(kind)) {
                    fault(
                            "/connections/" + entry.getKey(),
                            edge.from() + " gives " + named(kind) + ", and " + edge.to() + " takes "
                                    + named(vertex.type().input()));
                }
                comes = comes == null || comes == kind ? kind : PortKind.ANY;
            }
            PortKind output = vertex.type().output();
            gives.put(vertex.id(), output == PortKind.ANY && comes != null ? comes : output);
        }
    }

    private static String named(PortKind kind) {
        return switch (kind) {
            case NONE -> "nothing";
            case SIGNAL -> "channels of samples";
            case RECORD -> "metadata";
            case ANY -> "anything";
        };
    }

    private void fault(String pointer, String detail) {
        faults.add(GraphFault.of(pointer, detail));
    }
}
