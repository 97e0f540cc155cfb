package io.riptide.bench.cli;

import io.riptide.bench.report.BenchReport;
import io.riptide.bench.report.IntervalLogs;
import io.riptide.bench.report.JsonReport;
import io.riptide.bench.report.ReportFolder;
import io.riptide.bench.run.LoadReport;
import io.riptide.bench.run.ServerProcess;
import io.riptide.bench.scenario.CustomFileException;
import io.riptide.bench.scenario.LoadOptions;
import io.riptide.bench.scenario.Scenario;
import io.riptide.bench.scenario.ScenarioRun;
import io.riptide.bench.scenario.Scenarios;
import io.riptide.bench.scenario.ServerUnfitException;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import io.riptide.server.cli.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `riptide bench`: puts a load on a running server and reports what came of it.
@Command(
        name = "riptide bench",
        description = "Puts load on a running server and reports what came of it.",
        footer = {
            "",
            "The server has to be started with --set bench.enabled=true for most scenarios.",
            "Exit codes: 0 done, 1 there were errors, 2 usage, 130 interrupted (what was measured is reported)."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int REPORT_SECONDS_MAX = 20;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private enum Format {
        TEXT,
        NDJSON
    }

    private final PrintStream out;
    private final PrintStream err;
    private final List<String> arguments;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "What to do; --list names them.")
    private @Nullable String scenarioName;

    @Option(names = "--list", description = "Names the scenarios.")
    private boolean isListAsked;

    @SuppressWarnings("UnusedVariable") // Being declared is all it has to do.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Explains this command.")
    private boolean isHelpAsked;

    @Option(names = "--url", paramLabel = "URL", description = "The server (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Option(names = "--transports", split = ",", paramLabel = "NAME", description = "Of ndjson, sse and websocket.")
    private List<Transport> transports = List.of();

    @Option(
            names = "--connections",
            split = ",",
            paramLabel = "N",
            description = "How many; several for ttfb, throughput.")
    private List<Integer> connections = List.of();

    @Option(names = "--rate", paramLabel = "N", description = "Events a second and stream; requests a second for ttfb.")
    private @Nullable Double rate;

    @Option(names = "--size", paramLabel = "BYTES", description = "Of an event or message.")
    private @Nullable Integer size;

    @Option(names = "--stopped", paramLabel = "N", description = "Readers that stop, for slow-readers.")
    private @Nullable Integer stopped;

    @Option(names = "--warmup", paramLabel = "TIME", converter = TimeText.class, description = "Before each load.")
    private @Nullable Duration warmup;

    @Option(names = "--duration", paramLabel = "TIME", converter = TimeText.class, description = "Of each load.")
    private @Nullable Duration duration;

    @Option(names = "--scale", paramLabel = "X", description = "Times the durations of low … extreme, classic.")
    private double scale = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Of the client, with a selector each.")
    private @Nullable Integer threads;

    @Option(names = "--file", paramLabel = "FILE", description = "Tests for custom, YAML or JSON.")
    private @Nullable Path file;

    @Option(names = "--pid", paramLabel = "PID", description = "The server's process, if it is not found by its port.")
    private @Nullable Long pid;

    @Option(names = "--out", paramLabel = "DIR", description = "For the report (target/bench/SCENARIO-TIME).")
    private @Nullable Path folder;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or ndjson, a line a load.")
    private Format format = Format.TEXT;

    @Option(names = "--quiet", description = "No progress.")
    private boolean isQuiet;

    BenchCommand(List<String> arguments, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.out = out;
        this.err = err;
    }

    /// Runs one command line to its end; returns the code to exit with.
    static int execute(String[] arguments, PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(new BenchCommand(List.of(arguments), out, err));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, _, _) -> {
            boolean isUsage = failure instanceof CustomFileException || failure instanceof IllegalArgumentException;
            String reason = Optional.ofNullable(failure.getMessage())
                    .orElseGet(() -> failure.getClass().getSimpleName());
            reason.lines().forEach(each -> err.println("riptide bench: " + each));
            return isUsage ? USAGE : FAILED;
        });
        return line.execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException, CustomFileException, ServerUnfitException {
        if (isListAsked) {
            Scenarios.list()
                    .forEach(each -> out.println(String.format(Locale.ROOT, "%-14s", each.name()) + each.meaning()));
            return DONE;
        }
        String name = scenarioName;
        if (name == null) {
            throw new ParameterException(spec.commandLine(), "Which scenario? There are " + names());
        }
        Scenario scenario = Scenarios.find(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "no scenario is called " + name + "; there are " + names()));
        return measure(scenario, options());
    }

    private static String names() {
        return Scenarios.list().stream().map(Scenario::name).collect(Collectors.joining(" "));
    }

    private LoadOptions options() {
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new ParameterException(spec.commandLine(), "--url " + url + ", wanted http://host:port");
        }
        if (!(scale > 0 && scale <= 1_000)) {
            throw new ParameterException(spec.commandLine(), "--scale " + scale + ", wanted more than 0");
        }
        int port = url.getPort() < 0 ? 80 : url.getPort();
        Target server = new Target("server", url.getHost(), port, "/");
        return new LoadOptions(
                server,
                List.copyOf(transports),
                List.copyOf(connections),
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                size == null ? OptionalInt.empty() : OptionalInt.of(size),
                stopped == null ? OptionalInt.empty() : OptionalInt.of(stopped),
                Optional.ofNullable(warmup),
                Optional.ofNullable(duration),
                scale,
                threads == null ? OptionalInt.empty() : OptionalInt.of(threads),
                Optional.ofNullable(file),
                pid == null ? ServerProcess.find(server.host(), port) : OptionalLong.of(pid));
    }

    private int measure(Scenario scenario, LoadOptions options)
            throws IOException, InterruptedException, CustomFileException, ServerUnfitException {
        Instant startedAt = Instant.now();
        ScenarioRun.check(scenario, options);
        Path into = Optional.ofNullable(folder)
                .orElseGet(() -> Path.of("target", "bench", scenario.name() + '-' + STAMP.format(startedAt)));
        Files.createDirectories(into);
        CountDownLatch reported = new CountDownLatch(1);
        try (IntervalLogs logs = new IntervalLogs(into)) {
            boolean isShown = !isQuiet && Terminal.isStandardErrorInteractive();
            ProgressLine progress = new ProgressLine(new Terminal(out, err, isShown, false), logs);
            ScenarioRun run = new ScenarioRun(scenario, options, progress);
            Thread hook = new Thread(() -> stop(run, reported), "bench-interrupted");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                List<LoadReport> loads = run.run();
                progress.end();
                BenchReport report = new BenchReport(
                        scenario.name(),
                        scenario.meaning(),
                        url.toString(),
                        "server/bin/riptide bench " + quoted(),
                        startedAt,
                        Environment.facts(url, options.serverPid()),
                        loads,
                        ScenarioRun.advice(loads));
                show(report, ReportFolder.write(into, report));
                return report.errorCount() == 0 ? DONE : FAILED;
            } finally {
                reported.countDown();
                remove(hook);
            }
        }
    }

    /// The arguments as a shell takes them.
    private String quoted() {
        return arguments.stream()
                .map(each -> each.matches("[A-Za-z0-9_./:=,@%+-]+") ? each : "'" + each.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private void show(BenchReport report, Path page) {
        if (format == Format.NDJSON) {
            report.loads().forEach(load -> out.println(JsonReport.line(load)));
        } else {
            out.print(report.text());
            out.println("report: " + page);
        }
        out.flush();
    }

    /// Ctrl-C ends the load, not the report.
    private static void stop(ScenarioRun run, CountDownLatch reported) {
        run.stop();
        try {
            boolean _ = reported.await(REPORT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending already, by this very hook.
        }
    }
}
