package io.riptide.server.cli;

import io.riptide.server.cli.view.TopTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `riptide pipeline top`: what the pipelines of a server do, again and again.
@Command(
        name = "top",
        description =
                "Shows what the pipelines of a server do, until Ctrl-C: in place on a terminal, else one below the other.",
        footer = {"", "Without --server it asks http://127.0.0.1:8080."})
final class PipelineTopCommand implements Callable<Integer> {
    private static final int INTERVAL_MS_MIN = 100;
    private static final int INTERVAL_MS_MAX = 60_000;

    private final Environment environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--interval",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "Milliseconds between two looks, over which rates are told (${DEFAULT-VALUE}).")
    private int intervalMs = 1_000;

    @Option(names = "--once", description = "Shows it once and ends.")
    private boolean isOnce;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, or ndjson: the server's figures of all pipelines, a line a look.")
    private OutputFormat format = OutputFormat.TEXT;

    @Mixin
    private ServerOptions servers = new ServerOptions();

    PipelineTopCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (intervalMs < INTERVAL_MS_MIN || intervalMs > INTERVAL_MS_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--interval takes " + INTERVAL_MS_MIN + " to " + INTERVAL_MS_MAX);
        }
        return servers.useRunning(environment, (client, at) -> watch(new PipelineApi(client, at)));
    }

    private int watch(PipelineApi server) throws CommandFailure, InterruptedException {
        JsonNode before = server.get("/stats");
        do {
            Thread.sleep(intervalMs);
            JsonNode after = server.get("/stats");
            if (format == OutputFormat.NDJSON) {
                environment.terminal().result(after.path("pipelines").toString());
            } else if (isOnce) {
                new TopTable(before, after).lines().forEach(environment.terminal()::result);
            } else {
                environment.terminal().page(new TopTable(before, after).lines());
            }
            before = after;
        } while (!isOnce);
        return ExitCode.DONE;
    }
}
