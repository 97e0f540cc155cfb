package io.riptide.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `riptide pipeline delete`: has a server forget a graph.
@Command(
        name = "delete",
        description = "Has a server forget a graph; runs of it go on.",
        footer = {"", "Without --server it asks http://127.0.0.1:8080."})
final class PipelineDeleteCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "NAME", description = "What it is called.")
    private String name = "";

    @Mixin
    private ServerOptions servers = new ServerOptions();

    PipelineDeleteCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        String path = PipelineApi.path(name);
        return servers.useRunning(environment, (client, at) -> {
            new PipelineApi(client, at).delete(path);
            environment.terminal().result("deleted " + name);
            return ExitCode.DONE;
        });
    }
}
