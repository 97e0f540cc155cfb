package io.riptide.server.cli;

import io.riptide.server.config.ConfigSetting;
import io.riptide.server.config.LogConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.log.Logging;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// The options of commands that have a server do work: which server, and how to show what comes.
final class WorkOptions {
    @Option(names = "--server", paramLabel = "URL", description = "The server to ask.")
    private @Nullable URI server;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "text or ndjson.")
    private OutputFormat format = OutputFormat.TEXT;

    @Option(names = "--quiet", description = "No progress and no messages.")
    private boolean isQuiet;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    WorkOptions() {}

    /// Sends `body` to `path` of the server named, the one that runs here, or one that is started for it;
    /// returns the code to exit with.
    int run(Environment environment, String path, ObjectNode body) throws Exception {
        if (isQuiet) {
            environment.terminal().quiet();
        }
        HttpClient client = Clients.open();
        try {
            URI at = server;
            if (at == null && Clients.isRiptide(client, environment.server())) {
                at = environment.server();
            }
            return at == null
                    ? runByOneself(environment, client, path, body)
                    : run(environment, new WorkRequest(client, at, path), body);
        } finally {
            client.shutdownNow();
        }
    }

    private int runByOneself(Environment environment, HttpClient client, String path, ObjectNode body)
            throws Exception {
        List<ConfigSetting> settings = List.of(new ConfigSetting("crawl", "server.port=0"));
        RiptideConfig config = options.load(environment, settings).config();
        Logging.configure(LogConfig.Level.WARN, config.log().format());
        try (var own = LocalServer.start(environment.launcher(), config)) {
            environment
                    .terminal()
                    .message("no server at " + environment.server() + "; started one at " + own.uri()
                            + " for this command");
            return run(environment, new WorkRequest(client, own.uri(), path), body);
        }
    }

    private int run(Environment environment, WorkRequest request, ObjectNode body)
            throws CommandFailure, InterruptedException {
        Terminal terminal = environment.terminal();
        var screen = new CrawlScreen(terminal, format, System::nanoTime);
        request.run(body, screen);
        terminal.endProgress();
        StreamEvent last = screen.last().orElseThrow();
        if (last.type().equals("error")) {
            terminal.failure("riptide: " + EventText.line(last));
        } else {
            terminal.message(EventText.line(last));
        }
        return screen.isSuccess() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
