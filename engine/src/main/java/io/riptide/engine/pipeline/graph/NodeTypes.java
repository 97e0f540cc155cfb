package io.riptide.engine.pipeline.graph;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.node.NodeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The types that graphs can name.
@AnyThread
public final class NodeTypes {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final SortedMap<String, NodeType> byName = new TreeMap<>();

    /// Those of `types`; each name once, and made of letters, digits, `_` and `-`.
    public NodeTypes(Collection<? extends NodeType> types) {
        for (NodeType type : types) {
            if (!NAME.matcher(type.name()).matches()) {
                throw new IllegalArgumentException(
                        type.getClass().getName() + " is called '" + type.name() + "', which is no name for a type");
            }
            NodeType other = byName.putIfAbsent(type.name(), type);
            if (other != null) {
                throw new IllegalArgumentException("two types are called " + type.name() + ": "
                        + other.getClass().getName() + " and " + type.getClass().getName());
            }
        }
    }

    /// Those that the class path offers.
    public static List<NodeType> installed() {
        return ServiceLoader.load(NodeType.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /// The type of that name.
    public Optional<NodeType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// All, by name.
    public List<NodeType> all() {
        return List.copyOf(byName.values());
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }
}
