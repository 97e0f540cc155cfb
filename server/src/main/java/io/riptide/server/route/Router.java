package io.riptide.server.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A trie of path segments. `{name}` stands for any one segment; a fixed segment goes before it.
///
/// - **Threading:** filled at start, then only read.
/// - **Bounds:** a look-up costs the segments of the path.
public final class Router {
    private final Node root = new Node();

    /// Sends `method` at `pattern`, such as `/runs/{id}`, to `endpoint`.
    public Router add(String method, String pattern, Endpoint endpoint) {
        Node node = root;
        List<String> names = new ArrayList<>();
        for (String segment : segments(pattern)) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                Node wild = node.wild;
                if (wild == null) {
                    wild = new Node();
                    node.wild = wild;
                }
                node = wild;
            } else {
                node = node.fixed.computeIfAbsent(segment, _ -> new Node());
            }
        }
        Target before = node.methods.put(method, new Target(endpoint, pattern, names));
        assert before == null : method + " " + pattern;
        return this;
    }

    /// Finds who answers `method` at `path`, which is still percent-encoded. `HEAD` is answered where `GET` is.
    public Route find(String method, String path) {
        List<String> values = new ArrayList<>(2);
        Node node = find(root, segments(path), 0, values);
        if (node == null) {
            return new Route.NoSuchPath();
        }
        Target target = node.methods.get(method);
        if (target == null && method.equals("HEAD")) {
            target = node.methods.get("GET");
        }
        if (target == null) {
            return new Route.OtherMethods(allowed(node));
        }
        Map<String, String> parameters = values.isEmpty() ? Map.of() : new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            parameters.put(target.names.get(i), decode(values.get(i)));
        }
        return new Route.Found(target.endpoint, target.pattern, parameters);
    }

    private static @Nullable Node find(Node node, List<String> segments, int at, List<String> values) {
        if (at == segments.size()) {
            return node.methods.isEmpty() ? null : node;
        }
        Node fixed = node.fixed.get(segments.get(at));
        if (fixed != null) {
            Node found = find(fixed, segments, at + 1, values);
            if (found != null) {
                return found;
            }
        }
        Node wild = node.wild;
        if (wild == null || segments.get(at).isEmpty()) {
            return null;
        }
        values.add(segments.get(at));
        Node found = find(wild, segments, at + 1, values);
        if (found == null) {
            values.removeLast();
        }
        return found;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(4);
        int start = 1;
        for (int slash = path.indexOf('/', start); slash >= 0; slash = path.indexOf('/', start)) {
            segments.add(path.substring(start, slash));
            start = slash + 1;
        }
        segments.add(path.substring(Math.min(start, path.length())));
        return segments;
    }

    private static String allowed(Node node) {
        TreeSet<String> methods = new TreeSet<>(node.methods.keySet());
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    /// A segment that is no percent-encoded UTF-8 stands for itself; nothing is named like that.
    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    private record Target(Endpoint endpoint, String pattern, List<String> names) {}

    private static final class Node {
        private final Map<String, Node> fixed = new HashMap<>();
        private final Map<String, Target> methods = new LinkedHashMap<>();
        private @Nullable Node wild;
    }
}
