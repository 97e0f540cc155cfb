package io.riptide.server.cli;

import io.riptide.server.config.RiptideConfig;
import io.riptide.server.pipeline.GraphLanguage;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/// What a command finds around it, so that tests can put it somewhere else.
///
/// @param languages tells what graphs can say to a server of a configuration, without starting one
/// @param directory where relative paths start
/// @param variables of the process
/// @param server the server asked when none is named
/// @param in standard input
record Environment(
        Terminal terminal,
        ServerLauncher launcher,
        Function<RiptideConfig, GraphLanguage> languages,
        Path directory,
        Map<String, String> variables,
        URI server,
        InputStream in) {
    /// Where `riptide serve` listens if nobody says otherwise.
    static final URI SERVER = URI.create("http://127.0.0.1:8080");

    private static final int WIDTH = 120;

    /// That of this process.
    static Environment ofProcess(ServerLauncher launcher, Function<RiptideConfig, GraphLanguage> languages) {
        return new Environment(
                Terminal.ofProcess(),
                launcher,
                languages,
                Path.of("").toAbsolutePath(),
                System.getenv(),
                SERVER,
                System.in);
    }

    /// Characters of a line: what the shell says, if it does.
    int width() {
        String columns = variables.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : WIDTH;
    }
}
