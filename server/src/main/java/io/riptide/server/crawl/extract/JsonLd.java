package io.riptide.server.crawl.extract;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a page's JSON-LD scripts say of the thing the page is about: an article, a posting, a product, else the
/// page.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** a script of at most [#SCRIPT_CHARS_MAX] characters, [#NODES_MAX] nodes, 64 levels.
/// - **Failure:** none; a script that is no JSON, however leniently read, says nothing.
/// - **Source:** schema.org; W3C JSON-LD 1.1, "Embedding JSON-LD in HTML Documents".
final class JsonLd {
    private static final int SCRIPT_CHARS_MAX = 512 * 1_024;
    private static final int NODES_MAX = 2_000;
    private static final int DEPTH_MAX = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .build())
            .build();

    private @Nullable JsonNode subject;
    private final Set<String> types = new HashSet<>();

    /// Nodes that others may name instead of holding them.
    private final Map<String, JsonNode> named = new HashMap<>();

    private int subjectRank;
    private int nodesLeft = NODES_MAX;

    /// Reads one more script of the page.
    void read(String script) {
        if (script.length() > SCRIPT_CHARS_MAX || nodesLeft <= 0) {
            return;
        }
        try {
            search(MAPPER.readTree(script));
        } catch (JacksonException notJson) {
            // Templates leave all kinds of things here; what cannot be read says nothing.
        }
    }

    private void search(JsonNode root) {
        Deque<JsonNode> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty() && nodesLeft-- > 0) {
            JsonNode node = open.remove();
            if (node.path("@id").isString() && node.path("name").isString()) {
                named.putIfAbsent(node.path("@id").stringValue(), node);
            }
            int rank = rank(node);
            if (rank > subjectRank) {
                subject = node;
                subjectRank = rank;
            }
            if (node.isContainer()) {
                for (JsonNode child : node) {
                    if (child.isContainer()) {
                        open.add(child);
                    }
                }
            }
        }
    }

    /// How likely the page is about this node, 0 for not at all.
    private int rank(JsonNode node) {
        int rank = 0;
        for (String type : texts(node.path("@type"))) {
            types.add(type);
            if (type.endsWith("Article") || type.endsWith("Posting") || type.endsWith("Report")) {
                rank = 3;
            } else if (type.equals("Product")
                    || type.equals("Recipe")
                    || type.equals("Event")
                    || type.equals("Course")) {
                rank = Math.max(rank, 2);
            } else if (type.endsWith("WebPage") || type.equals("ItemPage") || type.equals("QAPage")) {
                rank = Math.max(rank, 1);
            }
        }
        return rank;
    }

    /// Every type that anything on the page is said to have.
    Set<String> types() {
        return types;
    }

    /// The first text that the subject has under `name`.
    Optional<String> text(String name) {
        return texts(name).stream().findFirst();
    }

    /// All texts under `name`: strings, or the names of the things there, character references resolved.
    List<String> texts(String name) {
        return subject == null
                ? List.of()
                : texts(subject.path(name)).stream().map(Cuts::unescaped).toList();
    }

    /// The first text that the subject has under `name`, as it is written: it may be HTML.
    Optional<String> markup(String name) {
        return subject == null
                ? Optional.empty()
                : texts(subject.path(name)).stream().findFirst();
    }

    private List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            for (JsonNode element : value) {
                addText(element, texts);
            }
        } else {
            addText(value, texts);
        }
        return texts;
    }

    private void addText(JsonNode value, List<String> texts) {
        JsonNode thing = value.path("name").isMissingNode() && value.path("@id").isString()
                ? named.getOrDefault(value.path("@id").stringValue(), value)
                : value;
        JsonNode text = thing.isObject() ? thing.path("name") : thing;
        if (text.isString() && !text.stringValue().isBlank()) {
            texts.add(text.stringValue());
        }
    }
}
