package io.riptide.server.cli;

import io.riptide.server.cli.view.TypeText;
import io.riptide.server.pipeline.json.NodeJson;
import io.riptide.server.text.Spelling;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `riptide pipeline nodes`: which types of nodes there are, and what they can be told.
@Command(
        name = "nodes",
        description = "Lists the types of nodes, or explains the one that is named.",
        footer = {"", "It needs no server; with --server the types are those of that one."})
final class PipelineNodesCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "TYPE", arity = "0..1", description = "The type to explain, such as Gain.")
    private @Nullable String type;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "text or ndjson.")
    private OutputFormat format = OutputFormat.TEXT;

    @Mixin
    private ServerOptions servers = new ServerOptions();

    PipelineNodesCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (servers.isNamed()) {
            return servers.useRunning(
                    environment, (client, at) -> show(new PipelineApi(client, at).get("/pipelines/node-types")));
        }
        byte[] types = NodeJson.types(environment
                .languages()
                .apply(servers.config(environment))
                .types()
                .all());
        return show(JsonMapper.shared().readTree(types));
    }

    private int show(JsonNode document) throws CommandFailure {
        List<JsonNode> types = document.path("node_types").valueStream().toList();
        Optional<JsonNode> named = type == null ? Optional.empty() : Optional.of(find(type, types));
        if (format == OutputFormat.NDJSON) {
            named.map(List::of)
                    .orElse(types)
                    .forEach(shown -> environment.terminal().result(shown.toString()));
        } else {
            named.map(TypeText::details).orElseGet(() -> TypeText.table(types)).forEach(environment.terminal()::result);
        }
        return ExitCode.DONE;
    }

    private static JsonNode find(String name, List<JsonNode> types) throws CommandFailure {
        for (JsonNode type : types) {
            if (name(type).equals(name)) {
                return type;
            }
        }
        String suggestion = Spelling.suggestion(
                name, types.stream().map(PipelineNodesCommand::name).toList());
        throw CommandFailure.usage("no type of nodes is called " + name
                + (suggestion.isEmpty() ? "; riptide pipeline nodes lists them" : suggestion));
    }

    private static String name(JsonNode type) {
        return type.path("type").asString("");
    }
}
