package io.riptide.server.cli;

import static io.riptide.server.cli.view.TextTable.numbers;
import static io.riptide.server.cli.view.TextTable.words;

import io.riptide.server.cli.view.TextTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `riptide pipeline list`: the graphs that a server keeps.
@Command(
        name = "list",
        description = "Lists the graphs that a server keeps, its examples among them.",
        footer = {
            "",
            "Without --server it asks http://127.0.0.1:8080 and, if none runs there,",
            "starts one for itself."
        })
final class PipelineListCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "text or ndjson.")
    private OutputFormat format = OutputFormat.TEXT;

    @Mixin
    private ServerOptions servers = new ServerOptions();

    PipelineListCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        return servers.use(environment, (client, at) -> {
            List<JsonNode> graphs = new PipelineApi(client, at)
                    .get("/pipelines")
                    .path("pipelines")
                    .valueStream()
                    .toList();
            (format == OutputFormat.NDJSON
                            ? graphs.stream().map(JsonNode::toString).toList()
                            : table(graphs))
                    .forEach(environment.terminal()::result);
            return ExitCode.DONE;
        });
    }

    private static List<String> table(List<JsonNode> graphs) {
        TextTable table =
                new TextTable(List.of(words("NAME"), numbers("NODES"), words("CHANGED"), words("DESCRIPTION")));
        graphs.forEach(graph -> table.add(List.of(
                graph.path("name").asString(""),
                graph.path("nodes").asString("0"),
                graph.path("changed_at").asString("example"),
                graph.path("description").asString(""))));
        return table.lines();
    }
}
