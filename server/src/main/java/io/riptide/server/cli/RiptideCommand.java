package io.riptide.server.cli;

import io.riptide.server.config.ConfigException;
import io.riptide.server.config.ConfigFault;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.pipeline.GraphLanguage;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `riptide`: the commands, and what becomes of their failures.
@Command(
        name = "riptide",
        description = "A streaming server: every result reaches its client the moment it exists.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Load on a running server: server/bin/riptide bench SCENARIO; its scenarios: riptide bench --list",
            "Quicker starts, for images and packages: server/bin/riptide train",
            "Exit codes: 0 done, 1 the work failed, 2 usage or configuration, 130 interrupted."
        })
public final class RiptideCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @SuppressWarnings("UnusedVariable") // Being declared is all it has to do.
    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Explains this command.")
    private boolean isHelpAsked;

    RiptideCommand() {}

    /// Runs one command line to its end.
    ///
    /// @param launcher starts the server for the commands that need one of their own
    /// @param languages tells what the graphs of a server like that can say
    /// @return the code to exit with
    public static int execute(
            String[] arguments, ServerLauncher launcher, Function<RiptideConfig, GraphLanguage> languages) {
        return execute(arguments, Environment.ofProcess(launcher, languages));
    }

    static int execute(String[] arguments, Environment environment) {
        Terminal terminal = environment.terminal();
        var line = new CommandLine(new RiptideCommand());
        Map<String, Supplier<Object>> commands = commands(environment);
        // To read the options of all takes half a second on one core, in which a server could be there.
        String named = arguments.length > 0 && commands.containsKey(arguments[0]) ? arguments[0] : "";
        commands.forEach((name, command) -> {
            if (named.isEmpty() || named.equals(name)) {
                line.addSubcommand(name, command.get());
            }
        });
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, _, _) -> exitCode(failure, terminal));
        int code = line.execute(arguments);
        terminal.endProgress();
        return code;
    }

    private static Map<String, Supplier<Object>> commands(Environment environment) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", () -> new ServeCommand(environment));
        commands.put("demo", () -> new DemoCommand(environment));
        commands.put("crawl", () -> new CrawlCommand(environment));
        commands.put("search", () -> new SearchCommand(environment));
        commands.put("tail", () -> new TailCommand(environment));
        commands.put("pipeline", () -> PipelineCommand.line(environment));
        commands.put("config", () -> new ConfigCommand(environment));
        commands.put("train", () -> new TrainCommand(environment));
        commands.put("version", () -> new VersionCommand(environment));
        return commands;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    private static int exitCode(Exception failure, Terminal terminal) {
        return switch (failure) {
            case OutputClosed _ -> ExitCode.DONE;
            case InterruptedException _ -> ExitCode.INTERRUPTED;
            case ConfigException wrong -> {
                String faults =
                        wrong.faults().stream().map(ConfigFault::toString).collect(Collectors.joining("\n  "));
                terminal.failure("riptide: the configuration cannot be used:\n  " + faults);
                yield ExitCode.USAGE;
            }
            default -> {
                terminal.failure("riptide: " + reason(failure));
                yield failure instanceof CommandFailure known ? known.code() : ExitCode.FAILED;
            }
        };
    }

    /// The message a user can act on; of a failure that has none, at least its kind.
    static String reason(Throwable failure) {
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        if (message == null) {
            return kind;
        }
        return failure instanceof CommandFailure ? message : kind + ": " + message;
    }
}
