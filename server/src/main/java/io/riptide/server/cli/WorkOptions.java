package io.riptide.server.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// The options of commands that have a server do work: which server, and how to show what comes.
final class WorkOptions {
    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "text or ndjson.")
    private OutputFormat format = OutputFormat.TEXT;

    @Option(names = "--quiet", description = "No progress and no messages.")
    private boolean isQuiet;

    @Mixin
    private ServerOptions servers = new ServerOptions();

    WorkOptions() {}

    /// How results look.
    OutputFormat format() {
        return format;
    }

    /// Has nothing but results and failures told, if that is wanted.
    void quieten(Terminal terminal) {
        if (isQuiet) {
            terminal.quiet();
        }
    }

    /// Which server.
    ServerOptions servers() {
        return servers;
    }

    /// Sends `body` to `path` of the server named, the one that runs here, or one that is started for it;
    /// returns the code to exit with.
    int run(Environment environment, String path, ObjectNode body) throws Exception {
        quieten(environment.terminal());
        return servers.use(
                environment, (client, at) -> run(environment.terminal(), new WorkRequest(client, at, path), body));
    }

    private int run(Terminal terminal, WorkRequest request, ObjectNode body)
            throws CommandFailure, InterruptedException {
        var screen = new CrawlScreen(terminal, format, System::nanoTime);
        StreamEvent last = request.run(body, screen);
        terminal.endProgress();
        if (last.type().equals("error")) {
            terminal.failure("riptide: " + EventText.line(last));
        } else {
            terminal.message(EventText.line(last));
        }
        return screen.isSuccess() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
