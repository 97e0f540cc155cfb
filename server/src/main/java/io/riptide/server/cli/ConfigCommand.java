package io.riptide.server.cli;

import io.riptide.server.config.ConfigException;
import io.riptide.server.config.ConfigFault;
import io.riptide.server.config.ConfigKey;
import io.riptide.server.config.ConfigReference;
import io.riptide.server.config.ConfigValue;
import io.riptide.server.config.LoadedConfig;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `riptide config`: what would be in force, whether it would do, and what there is to set.
@Command(name = "config", description = "Checks, prints and explains the configuration.")
final class ConfigCommand implements Runnable {
    private final Environment environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ConfigCommand(Environment environment) {
        this.environment = environment;
    }

    /// How results look.
    enum Format {
        TEXT,
        NDJSON,
        MARKDOWN
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of check, print and explain?");
    }

    @Command(
            name = "check",
            description = "Says whether the server would start with this configuration; exits with 2 if not.")
    int check(
            @Mixin ConfigOptions options,
            @Option(names = "--format", defaultValue = "text", description = "text or ndjson (one fault a line).")
                    Format format) {
        try {
            LoadedConfig loaded = options.load(environment, List.of());
            if (format == Format.TEXT) {
                environment
                        .terminal()
                        .result("ok: " + set(loaded) + " of " + loaded.values().size() + " keys set");
            }
            return ExitCode.DONE;
        } catch (ConfigException e) {
            if (format == Format.TEXT) {
                throw e;
            }
            e.faults().forEach(this::printFault);
            return ExitCode.USAGE;
        }
    }

    @Command(
            name = "print",
            description =
                    "Prints the values in force as a configuration file, with who set each; secrets are left out.")
    void print(
            @Mixin ConfigOptions options,
            @Option(names = "--format", defaultValue = "text", description = "text (YAML) or ndjson (one key a line).")
                    Format format) {
        LoadedConfig loaded = options.load(environment, List.of());
        if (format == Format.NDJSON) {
            loaded.values().forEach(this::printValue);
        } else {
            printLines(ConfigReference.yaml(loaded));
        }
    }

    @Command(name = "explain", description = "Explains keys: all of them, those of a section, or those named.")
    void explain(
            @Option(
                            names = "--format",
                            defaultValue = "text",
                            description = "text, ndjson or markdown (the whole reference).")
                    Format format,
            @Parameters(paramLabel = "KEY", arity = "0..*") List<String> names) {
        List<ConfigKey> keys = ConfigReference.select(names == null ? List.of() : names);
        switch (format) {
            case MARKDOWN -> printLines(ConfigReference.markdown());
            case NDJSON -> keys.forEach(this::printKey);
            case TEXT -> {
                List<String> parts = new ArrayList<>();
                keys.forEach(key -> parts.add(ConfigReference.explain(key)));
                environment.terminal().result(String.join("\n\n", parts));
            }
        }
    }

    private static long set(LoadedConfig loaded) {
        return loaded.values().stream().filter(ConfigValue::isSet).count();
    }

    private void printFault(ConfigFault fault) {
        print(object().put("where", fault.where()).put("key", fault.key()).put("problem", fault.problem()));
    }

    private void printValue(ConfigValue value) {
        print(object().put("key", value.key().name())
                .put("value", value.shown())
                .put("origin", value.origin().toString()));
    }

    private void printKey(ConfigKey key) {
        print(object().put("key", key.name())
                .put("kind", key.kind().word())
                .put("default", key.defaultText())
                .put("allowed", key.allowed())
                .put("environment", key.environmentName())
                .put("meaning", key.meaning()));
    }

    private static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    private void print(ObjectNode line) {
        environment.terminal().result(line.toString());
    }

    /// Text that ends with a line end of its own.
    private void printLines(String text) {
        environment.terminal().result(text.stripTrailing());
    }
}
