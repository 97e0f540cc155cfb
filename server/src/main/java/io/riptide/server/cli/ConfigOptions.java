package io.riptide.server.cli;

import io.riptide.server.config.ConfigLoader;
import io.riptide.server.config.ConfigSetting;
import io.riptide.server.config.ConfigSources;
import io.riptide.server.config.LoadedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say where configuration comes from, for each command that needs some.
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file; without it riptide.yaml in this directory, if there is one.")
    private @Nullable Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one key; may be repeated.")
    private List<String> settings = new ArrayList<>();

    ConfigOptions() {}

    /// The configuration with `more` settings on the same footing as those of `--set`.
    LoadedConfig load(Environment environment, List<ConfigSetting> more) {
        List<ConfigSetting> all = new ArrayList<>(more);
        settings.forEach(text -> all.add(ConfigSetting.of(text)));
        Optional<Path> named = Optional.ofNullable(file).map(environment.directory()::resolve);
        return ConfigLoader.load(ConfigSources.of(named, environment.directory(), environment.variables(), all));
    }
}
