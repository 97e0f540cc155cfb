package io.riptide.server.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/// What a command finds around it, so that tests can put it somewhere else.
///
/// @param directory where relative paths start
/// @param variables of the process
/// @param server the server asked when none is named
record Environment(
        Terminal terminal, ServerLauncher launcher, Path directory, Map<String, String> variables, URI server) {
    /// Where `riptide serve` listens if nobody says otherwise.
    static final URI SERVER = URI.create("http://127.0.0.1:8080");

    /// That of this process.
    static Environment ofProcess(ServerLauncher launcher) {
        var terminal = new Terminal(System.out, System.err, Terminal.isStandardErrorInteractive());
        return new Environment(terminal, launcher, Path.of("").toAbsolutePath(), System.getenv(), SERVER);
    }
}
