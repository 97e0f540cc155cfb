package io.riptide.server.cli;

import io.riptide.server.PipelineNodes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A command line run in this process, and what came of it.
record CommandRun(int code, String out, String err) {
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    static final ServerLauncher NO_SERVER = config -> {
        throw new AssertionError("this command starts no server");
    };

    /// A person looks at standard error; nobody listens where a server is looked for.
    static CommandRun of(Path directory, ServerLauncher launcher, String... arguments) {
        return of(directory, launcher, Map.of(), NOBODY, true, arguments);
    }

    /// `command` as a client of `server`, with `arguments` behind that.
    static CommandRun against(ScriptedServer server, Path directory, String command, String... arguments) {
        List<String> line =
                new ArrayList<>(List.of(command, "--server", server.uri().toString()));
        line.addAll(List.of(arguments));
        return of(directory, NO_SERVER, line.toArray(String[]::new));
    }

    static CommandRun of(
            Path directory,
            ServerLauncher launcher,
            Map<String, String> variables,
            URI server,
            boolean isInteractive,
            String... arguments) {
        return of(directory, launcher, variables, server, isInteractive, false, "", arguments);
    }

    /// `command` with `input` before it and a person who looks at its results.
    static CommandRun onTerminal(Path directory, URI server, String input, String... arguments) {
        return of(directory, NO_SERVER, Map.of("COLUMNS", "100"), server, true, true, input, arguments);
    }

    private static CommandRun of(
            Path directory,
            ServerLauncher launcher,
            Map<String, String> variables,
            URI server,
            boolean isInteractive,
            boolean isOutInteractive,
            String input,
            String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                isInteractive,
                isOutInteractive);
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        var environment =
                new Environment(terminal, launcher, PipelineNodes::language, directory, variables, server, in);
        int code = RiptideCommand.execute(arguments, environment);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
