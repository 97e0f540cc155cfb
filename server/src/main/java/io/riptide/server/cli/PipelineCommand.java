package io.riptide.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `riptide pipeline`: graphs of nodes, checked, kept, run and watched.
@Command(
        name = "pipeline",
        description = "Runs, checks, keeps and watches pipelines: graphs of nodes whose frames are streamed.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "For example: riptide pipeline run tone --frames 5"})
final class PipelineCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private PipelineCommand() {}

    /// The command with those below it.
    static CommandLine line(Environment environment) {
        return new CommandLine(new PipelineCommand())
                .addSubcommand(new PipelineRunCommand(environment))
                .addSubcommand(new PipelineValidateCommand(environment))
                .addSubcommand(new PipelineNodesCommand(environment))
                .addSubcommand(new PipelineListCommand(environment))
                .addSubcommand(new PipelinePutCommand(environment))
                .addSubcommand(new PipelineDeleteCommand(environment))
                .addSubcommand(new PipelineTopCommand(environment));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of run, validate, nodes, list, put, delete and top?");
    }
}
