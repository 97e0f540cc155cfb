package io.riptide.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where to look for values, lowest precedence first; below all of them lie the defaults.
///
/// @param file the configuration file, which then has to exist
/// @param environment variables, of which only those with the prefix `RIPTIDE_` count
/// @param settings of the command line
public record ConfigSources(Optional<Path> file, Map<String, String> environment, List<ConfigSetting> settings) {
    /// The file looked for when none is named.
    public static final String FILE_NAME = "riptide.yaml";

    public ConfigSources {
        environment = Map.copyOf(environment);
        settings = List.copyOf(settings);
    }

    /// What a process started in `directory` reads: the file named, else a `riptide.yaml` there if there is
    /// one.
    public static ConfigSources of(
            Optional<Path> named, Path directory, Map<String, String> environment, List<ConfigSetting> settings) {
        Optional<Path> found = Optional.of(directory.resolve(FILE_NAME)).filter(Files::exists);
        return new ConfigSources(named.or(() -> found), environment, settings);
    }
}
