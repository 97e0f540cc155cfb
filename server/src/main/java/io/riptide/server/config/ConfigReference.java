package io.riptide.server.config;

import io.riptide.server.text.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// Describes keys to people: the reference `CONFIG.md`, and the lines of `config explain`.
public final class ConfigReference {
    private static final String HEAD = """
            # Configuration

            Written by `riptide config explain --format markdown`; a test compares. Do not edit.

            Values come from, in rising order of precedence: the defaults below; the file named by `--config`, else
            `riptide.yaml` in the working directory; the environment; `--set key=value`. The variable of a key is its name in
            capitals with `_` for `.` and `-` after `RIPTIDE_`: `crawl.allow-private` is `RIPTIDE_CRAWL_ALLOW_PRIVATE`. An
            unknown key or a value that will not do stops the start, with every fault listed; `riptide config check` only looks.

            A size is a number with `B`, `KiB`, `MiB`, `GiB` (1024) or `KB`, `MB`, `GB` (1000). A duration is a number with
            `ms`, `s`, `m` or `h`, or several of them: `1m30s`. A list is written as YAML's or with commas.
            """;

    private ConfigReference() {}

    /// The whole reference as Markdown, a table a section.
    public static String markdown() {
        var page = new StringBuilder(HEAD);
        String section = "";
        for (ConfigKey key : ConfigLoader.keys()) {
            if (!key.section().equals(section)) {
                section = key.section();
                page.append("\n## ")
                        .append(section)
                        .append("\n\n| key | default | allowed | meaning |\n|---|---|---|---|\n");
            }
            String otherwise = key.defaultText().isEmpty() ? "none" : "`" + key.defaultText() + "`";
            page.append("| `").append(key.name()).append("` | ").append(otherwise);
            page.append(" | ")
                    .append(key.allowed())
                    .append(" | ")
                    .append(key.meaning())
                    .append(" |\n");
        }
        return page.toString();
    }

    /// A few lines about one key.
    public static String explain(ConfigKey key) {
        String otherwise = key.defaultText().isEmpty() ? "none" : key.defaultText();
        return String.join(
                "\n",
                key.name(),
                "  " + key.meaning(),
                "  " + key.kind().word() + ", default " + otherwise + ", allowed: " + key.allowed(),
                "  " + key.environmentName());
    }

    /// Keys of that name, of that section, or all for no name; faults for names that are neither.
    ///
    /// @throws ConfigException when a name is unknown
    public static List<ConfigKey> select(Collection<String> names) {
        List<ConfigKey> keys = ConfigLoader.keys();
        Collection<String> known = new TreeSet<>();
        keys.forEach(key -> known.addAll(List.of(key.name(), key.section())));
        List<ConfigFault> faults = new ArrayList<>();
        for (String name : names) {
            if (!known.contains(name)) {
                faults.add(new ConfigFault(name, "", "no such key" + Spelling.suggestion(name, known)));
            }
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return keys.stream()
                .filter(key -> names.isEmpty() || names.contains(key.name()) || names.contains(key.section()))
                .toList();
    }

    /// The values in force as a file that reads back as the same configuration, each with its origin as a
    /// comment.
    public static String yaml(LoadedConfig loaded) {
        var text = new StringBuilder();
        String section = "";
        for (ConfigValue value : loaded.values()) {
            ConfigKey key = value.key();
            if (!key.section().equals(section)) {
                section = key.section();
                text.append(section).append(":\n");
            }
            // A secret is not shown, so its line must not be read back either.
            String line = (key.isSecret() ? "  # " : "  ") + key.leaf() + ": " + scalar(value);
            text.append(String.format("%-44s # %s\n", line, value.origin()));
        }
        return text.toString();
    }

    private static String scalar(ConfigValue value) {
        return switch (value.key().kind()) {
            case TEXT -> quoted(value.shown());
            case LIST -> list(value.shown());
            case CHOICE, SWITCH, NUMBER, SIZE, DURATION -> value.shown();
        };
    }

    private static String list(String items) {
        if (items.isEmpty()) {
            return "[]";
        }
        List<String> quoted =
                List.of(items.split(", ")).stream().map(ConfigReference::quoted).toList();
        return "[" + String.join(", ", quoted) + "]";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
