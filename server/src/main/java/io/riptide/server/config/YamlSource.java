package io.riptide.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Flattens the configuration file to keys, their text as written, and lines. `server: {port: 80}` and
/// `server.port: 80` are the same.
///
/// It walks the parser's events, so nothing is ever built from the file: no types by tag, no expansion of
/// aliases (which are refused), no recursion however deep the file is.
///
/// - **Bounds:** a file of at most [#FILE_BYTES_MAX] bytes, at most [#DEPTH_MAX] levels.
/// - **Failure:** faults with their line; a syntax error ends the reading, what came before it is kept.
final class YamlSource {
    static final int FILE_BYTES_MAX = 1 << 20;
    private static final int DEPTH_MAX = 8;

    private final Path file;
    private final List<ConfigFault> faults;
    private final List<ConfigEntry> entries = new ArrayList<>();

    /// The names on the way to the current token, and whether each opened a map.
    private final Deque<String> path = new ArrayDeque<>();

    private YamlSource(Path file, List<ConfigFault> faults) {
        this.file = file;
        this.faults = faults;
    }

    static List<ConfigEntry> read(Path file, List<ConfigFault> faults) {
        var source = new YamlSource(file, faults);
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                source.fault(0, "", "is larger than " + ByteSize.format(FILE_BYTES_MAX));
                return List.of();
            }
            source.walk(Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException _) {
            source.fault(0, "", "is not UTF-8");
        } catch (IOException e) {
            source.fault(0, "", "cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            source.fault(
                    line,
                    "",
                    "is no YAML: " + e.getOriginalMessage().lines().findFirst().orElse("syntax error"));
        }
        return source.entries;
    }

    private void walk(String text) {
        try (var parser = (YAMLParser) new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            JsonToken root = parser.nextToken();
            if (root == null || root == JsonToken.VALUE_NULL) {
                // Empty, or nothing but comments.
                return;
            }
            if (root != JsonToken.START_OBJECT) {
                fault(line(parser), "", "has to hold keys and values");
                return;
            }
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME) {
                    name = parser.currentName();
                } else if (token == JsonToken.END_OBJECT) {
                    if (path.pollLast() == null) {
                        break;
                    }
                } else {
                    value(parser, token, name);
                }
            }
            if (parser.nextToken() != null) {
                fault(line(parser), "", "holds more than one document");
            }
        }
    }

    private void value(YAMLParser parser, JsonToken token, String name) {
        int line = line(parser);
        String key = key(name);
        refuseAliases(parser, key, line);
        if (token == JsonToken.START_OBJECT) {
            if (path.size() == DEPTH_MAX) {
                fault(line, key, "is nested too deep");
                parser.skipChildren();
            } else {
                path.addLast(name);
            }
        } else if (token == JsonToken.START_ARRAY) {
            list(parser, key, line);
        } else if (token == JsonToken.VALUE_NULL && !key.contains(".")) {
            // A section whose lines are all commented out.
            return;
        } else if (token == JsonToken.VALUE_NULL) {
            fault(line, key, "has no value; remove the line to keep the default");
        } else {
            entries.add(ConfigEntry.plain(key, parser.getString(), new ConfigOrigin.File(file, line)));
        }
    }

    private void list(YAMLParser parser, String key, int line) {
        List<String> items = new ArrayList<>();
        boolean isPlain = true;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                return;
            }
            refuseAliases(parser, key, line);
            if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                items.add(parser.getString());
            } else {
                isPlain = false;
                parser.skipChildren();
            }
        }
        if (isPlain) {
            entries.add(new ConfigEntry(key, List.copyOf(items), true, new ConfigOrigin.File(file, line)));
        } else {
            fault(line, key, "a list holds plain values only");
        }
    }

    private void refuseAliases(YAMLParser parser, String key, int line) {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            fault(line, key, "anchors and aliases are not taken here; write the value out");
        }
    }

    private String key(String name) {
        return path.isEmpty() ? name : String.join(".", path) + "." + name;
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private void fault(int line, String key, String problem) {
        faults.add(new ConfigFault(new ConfigOrigin.File(file, line).toString(), key, problem));
    }
}
