package io.riptide.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `riptide pipeline put`: has a server keep a graph.
@Command(
        name = "put",
        description = "Has a server keep a graph under a name, in the place of the one it had.",
        footer = {"", "Without --server it asks http://127.0.0.1:8080."})
final class PipelinePutCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(index = "0", paramLabel = "NAME", description = "What it is to be called.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The graph.")
    private String file = "";

    @Mixin
    private ServerOptions servers = new ServerOptions();

    PipelinePutCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        String path = PipelineApi.path(name);
        JsonNode graph = JsonFile.read(environment, file);
        return servers.useRunning(environment, (client, at) -> {
            boolean isNew = new PipelineApi(client, at).put(path, graph);
            environment.terminal().result((isNew ? "stored " : "replaced ") + name);
            return ExitCode.DONE;
        });
    }
}
