package io.riptide.engine.pipeline.graph;

import java.util.List;

/// One thing that is wrong with a graph.
///
/// @param pointer where, as a JSON pointer into the spec
/// @param detail what, for people
/// @param name a name that is not known; empty when it is something else
/// @param known names that are known in its place
public record GraphFault(String pointer, String detail, String name, List<String> known) {
    public GraphFault {
        known = List.copyOf(known);
    }

    static GraphFault of(String pointer, String detail) {
        return new GraphFault(pointer, detail, "", List.of());
    }
}
