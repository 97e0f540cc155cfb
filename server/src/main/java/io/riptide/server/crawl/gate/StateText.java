package io.riptide.server.crawl.gate;

import io.riptide.server.text.Scripts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds prose in the JSON that a page carries for its scripts.
///
/// - **Threading:** stateless.
/// - **Bounds:** [#SCRIPT_CHARS_MAX] characters, [#NODES_MAX] nodes, [#DEPTH_MAX] levels.
/// - **Failure:** none; what is no JSON holds nothing.
final class StateText {
    private static final int SCRIPT_CHARS_MAX = 4 * 1_024 * 1_024;
    private static final int NODES_MAX = 100_000;
    private static final int DEPTH_MAX = 200;

    /// Shorter texts are labels, names, addresses.
    private static final int PROSE_CHARS_MIN = 80;

    /// Prose has a space every few letters, and code has more other signs than letters.
    private static final int WORD_CHARS_MAX = 15;

    private static final ScriptNames STATE = new ScriptNames(
            "__",
            "INITIAL_STATE__",
            "PRELOADED_STATE__",
            "APOLLO_STATE__",
            "NEXT_DATA__",
            "NUXT__",
            "DATA__",
            "STATE__");

    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*=\\s*(?=\\{)");

    private static final Pattern TAG = Pattern.compile("<[^<>]{0,500}>");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StateText() {}

    /// Whether a script assigns its page's state.
    static boolean isAssignment(String script) {
        return script.length() <= SCRIPT_CHARS_MAX && assigned(script) >= 0;
    }

    /// Where the state that `script` assigns begins, or -1.
    private static int assigned(String script) {
        int end = STATE.endOfNext(script, 0, script.length());
        while (end >= 0) {
            Matcher assignment = ASSIGNMENT.matcher(script).region(end, script.length());
            if (assignment.useTransparentBounds(true).lookingAt()) {
                return assignment.end();
            }
            // The end of one name may be the beginning of the next.
            end = STATE.endOfNext(script, end - STATE.beginning().length(), script.length());
        }
        return -1;
    }

    /// The texts in a script's data, in order, each once.
    ///
    /// @param isJson whether the script is data altogether; else it assigns some
    static Set<String> prose(String script, boolean isJson) {
        Set<String> texts = new LinkedHashSet<>();
        String json = script;
        if (!isJson) {
            int start = assigned(script);
            json = start < 0 ? "" : script.substring(start);
        }
        for (JsonNode node : nodes(json)) {
            if (node.isString() && isProse(node.stringValue())) {
                texts.add(node.stringValue());
            }
        }
        return texts;
    }

    /// The longest text that any object in `json` has under `name`.
    static Optional<String> longest(String json, String name) {
        String longest = "";
        for (JsonNode node : nodes(json)) {
            JsonNode value = node.path(name);
            if (value.isString() && value.stringValue().length() > longest.length()) {
                longest = value.stringValue();
            }
        }
        return longest.isEmpty() ? Optional.empty() : Optional.of(longest);
    }

    /// All nodes in the order of the text.
    private static Iterable<JsonNode> nodes(String json) {
        Deque<JsonNode> found = new ArrayDeque<>();
        if (json.isBlank() || json.length() > SCRIPT_CHARS_MAX) {
            return found;
        }
        try {
            Deque<JsonNode> open = new ArrayDeque<>();
            open.push(MAPPER.readTree(json));
            while (!open.isEmpty() && found.size() < NODES_MAX) {
                JsonNode node = open.pop();
                found.add(node);
                Deque<JsonNode> children = new ArrayDeque<>();
                node.forEach(children::push);
                children.forEach(open::push);
            }
        } catch (JacksonException notJson) {
            // Scripts hold all kinds of things; what cannot be read holds nothing.
        }
        return found;
    }

    private static boolean isProse(String marked) {
        String text = TAG.matcher(marked).replaceAll(" ");
        if (text.length() < PROSE_CHARS_MIN) {
            return false;
        }
        int letters = 0;
        int spaces = 0;
        int signs = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            letters += Character.isLetter(c) ? 1 : 0;
            spaces += c <= ' ' ? 1 : 0;
            signs += "{}[]();=\\_".indexOf(c) >= 0 ? 1 : 0;
        }
        boolean isUnspaced = text.codePoints().filter(StateText::isUnspaced).count() > letters / 2;
        return letters * 2 > text.length()
                && signs * 20 < letters
                && (isUnspaced || spaces * WORD_CHARS_MAX > text.length());
    }

    private static boolean isUnspaced(int c) {
        return Scripts.isIdeographic(c) || (Scripts.isSoutheastAsian(c) && Character.isLetter(c));
    }
}
