package io.riptide.server.cli;

import io.riptide.server.cli.view.Printable;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.GraphLanguage;
import io.riptide.server.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `riptide pipeline validate`: what is wrong with graphs, without a server.
@Command(
        name = "validate",
        description = "Tells each thing that is wrong with graphs, on a line of its own; exits with 2 if any is.",
        footer = {"", "It needs no server: it says what one of this configuration would say."})
final class PipelineValidateCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Graphs.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "text or ndjson.")
    private OutputFormat format = OutputFormat.TEXT;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    PipelineValidateCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        GraphLanguage language = environment
                .languages()
                .apply(options.load(environment, List.of()).config());
        boolean isGood = true;
        for (String file : files) {
            isGood &= check(file, language);
        }
        return isGood ? ExitCode.DONE : ExitCode.USAGE;
    }

    private boolean check(String file, GraphLanguage language) {
        try {
            JsonNode graph = JsonFile.read(environment, file);
            good(file, language.check(new JsonFields(graph, "", new Faults())));
            return true;
        } catch (CommandFailure e) {
            fault(file, String.valueOf(e.getMessage()), "", RiptideCommand.reason(e));
        } catch (InvalidInputException e) {
            for (Fault fault : e.faults()) {
                String pointer = fault.pointer().isEmpty() ? "" : fault.pointer() + ": ";
                fault(file, file + ": " + pointer + fault.detail(), fault.pointer(), fault.detail());
            }
        }
        return false;
    }

    private void good(String file, List<String> order) {
        if (format == OutputFormat.TEXT) {
            environment.terminal().result(Printable.line(file + ": good: " + String.join(" → ", order)));
            return;
        }
        ObjectNode line = JsonMapper.shared().createObjectNode().put("file", file);
        order.forEach(line.putArray("order")::add);
        environment.terminal().result(line.toString());
    }

    private void fault(String file, String line, String pointer, String detail) {
        if (format == OutputFormat.TEXT) {
            environment.terminal().result(Printable.line(line));
            return;
        }
        ObjectNode object = JsonMapper.shared().createObjectNode();
        environment
                .terminal()
                .result(object.put("file", file)
                        .put("pointer", pointer)
                        .put("detail", detail)
                        .toString());
    }
}
