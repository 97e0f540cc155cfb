package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineGraph.Edge;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A graph and what works in it: a runner for each node, an inbox for each edge.
///
/// A reshaped graph keeps the runners of nodes that have the same id and type, with all their state, and the
/// inboxes of edges that are the same between two of them. Nodes that are gone work up what was meant for them;
/// sources that are gone end at once. No frame that is under way is lost by that, but those that wait to be
/// joined at a node whose inputs are others now.
///
/// - **Threading:** one thread at a time.
final class Shape {
    /// A graph without nodes.
    static final Shape EMPTY = new Shape(null, Map.of(), Map.of());

    private final @Nullable PipelineGraph graph;
    private final Map<String, NodeRunner> runners;
    private final Map<Edge, Inbox> inboxes;

    private Shape(@Nullable PipelineGraph graph, Map<String, NodeRunner> runners, Map<Edge, Inbox> inboxes) {
        this.graph = graph;
        this.runners = runners;
        this.inboxes = inboxes;
    }

    /// The runners, in the order in which frames pass.
    List<NodeRunner> runners() {
        return List.copyOf(runners.values());
    }

    /// The graph `next` at work; `maker` makes the runners that this one has not, which are yet to be started.
    Shape reshaped(PipelineGraph next, Function<Vertex, NodeRunner> maker) {
        Map<String, NodeRunner> members = new LinkedHashMap<>();
        Set<String> working = new HashSet<>();
        Set<String> done = new HashSet<>();
        for (Vertex vertex : next.vertices()) {
            NodeRunner known = runners.get(vertex.id());
            Vertex before = known == null ? null : vertex(vertex.id());
            if (known != null && before != null && before.type().equals(vertex.type()) && known.hold()) {
                working.add(vertex.id());
                members.put(vertex.id(), known);
            } else if (known != null && vertex.equals(before) && isAsDoneAsBefore(next, vertex, done)) {
                done.add(vertex.id());
                members.put(vertex.id(), known);
            } else {
                members.put(vertex.id(), maker.apply(vertex));
            }
        }
        Map<Edge, Inbox> connections = connect(next, members, working, done);
        for (Vertex vertex : next.vertices()) {
            NodeRunner member = members.get(vertex.id());
            if (member != null && !done.contains(vertex.id())) {
                member.place(vertex, of(next.into(vertex.id()), connections), of(next.outOf(vertex.id()), connections));
            }
        }
        runners.values().stream()
                .filter(runner -> !members.containsValue(runner))
                .forEach(NodeRunner::retire);
        return new Shape(next, members, connections);
    }

    private @Nullable Vertex vertex(String id) {
        PipelineGraph known = graph;
        return known == null
                ? null
                : known.vertices().stream()
                        .filter(vertex -> vertex.id().equals(id))
                        .findFirst()
                        .orElse(null);
    }

    /// Whether a node that has ended has nothing to begin again for: all that led to it is as it was, and ended.
    private boolean isAsDoneAsBefore(PipelineGraph next, Vertex vertex, Set<String> done) {
        List<Edge> into = next.into(vertex.id());
        PipelineGraph known = graph;
        return known != null
                && into.equals(known.into(vertex.id()))
                && into.stream().allMatch(edge -> done.contains(edge.from()));
    }

    private Map<Edge, Inbox> connect(
            PipelineGraph next, Map<String, NodeRunner> members, Set<String> working, Set<String> done) {
        Map<Edge, Inbox> connections = new HashMap<>();
        for (Edge edge : next.edges()) {
            Inbox known = inboxes.get(edge);
            NodeRunner consumer = members.get(edge.to());
            boolean isKept = (working.contains(edge.from()) || done.contains(edge.from()))
                    && (working.contains(edge.to()) || done.contains(edge.to()));
            if (known != null && isKept) {
                connections.put(edge, known);
            } else if (consumer != null) {
                Inbox made = new Inbox(edge, consumer.arrival());
                connections.put(edge, made);
                if (done.contains(edge.from())) {
                    made.end();
                }
            }
        }
        return connections;
    }

    private static List<Inbox> of(List<Edge> edges, Map<Edge, Inbox> connections) {
        List<Inbox> found = new ArrayList<>();
        for (Edge edge : edges) {
            Inbox inbox = connections.get(edge);
            if (inbox != null) {
                found.add(inbox);
            }
        }
        return found;
    }
}
