package io.riptide.server.cli;

import io.riptide.server.cli.view.FrameLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `riptide pipeline run`: runs a graph on a server and prints each frame as it arrives.
@Command(
        name = "run",
        description = "Runs a graph through a server, printing each frame as it arrives.",
        footer = {
            "",
            "What names a file or ends with .json is a file, all else the name of a graph",
            "that the server keeps. Without --server it asks http://127.0.0.1:8080 and,",
            "if none runs there, starts one for itself. Ctrl-C cancels the run."
        })
final class PipelineRunCommand implements Callable<Integer> {
    private static final int REPORT_MS = 1_000;

    private final Environment environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE|NAME", description = "The graph.")
    private String graph = "";

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Frames for the graph's Input node, - for standard input: a frame, an array, or one a line.")
    private @Nullable String input;

    @Option(names = "--frames", paramLabel = "N", description = "Ends the run after so many frames.")
    private @Nullable Long frames;

    @Option(names = "--report", description = "Tells every second what each node counts.")
    private boolean isReported;

    @Mixin
    private WorkOptions work = new WorkOptions();

    PipelineRunCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        long framesMax = frames == null ? Long.MAX_VALUE : frames;
        if (framesMax < 1) {
            throw new ParameterException(spec.commandLine(), "--frames takes 1 or more");
        }
        work.quieten(environment.terminal());
        ObjectNode body = JsonMapper.shared().createObjectNode();
        String path = "/pipelines/stream";
        if (graph.endsWith(".json") || isFile(environment.directory().resolve(graph))) {
            body.set("pipeline", JsonFile.read(environment, graph));
        } else {
            path = PipelineApi.path(graph) + "/stream";
        }
        String from = input;
        if (from != null) {
            ArrayNode array = body.putArray("input");
            JsonFile.readFrames(environment, from).forEach(array::add);
        }
        if (isReported) {
            body.put("report_ms", REPORT_MS);
        }
        return run(path, body, framesMax);
    }

    /// Pipes are files, too: `riptide pipeline run <(jq .graph all.json)`.
    private static boolean isFile(Path path) {
        return Files.exists(path) && !Files.isDirectory(path);
    }

    private int run(String path, ObjectNode body, long framesMax) throws Exception {
        Terminal terminal = environment.terminal();
        var line = new FrameLine(environment.width(), terminal.isOutInteractive());
        return work.servers()
                .use(
                        environment,
                        (client, at) ->
                                new PipelineRun(client, at, terminal, work.format(), line).run(path, body, framesMax));
    }
}
