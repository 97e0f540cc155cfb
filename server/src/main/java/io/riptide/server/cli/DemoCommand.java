package io.riptide.server.cli;

import io.riptide.server.cli.view.FrameLine;
import io.riptide.server.config.ConfigSetting;
import io.riptide.server.config.LogConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.demo.DemoSite;
import io.riptide.server.log.Logging;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `riptide demo`: a server, a web site of our own, a crawl of it over the wire, and a pipeline, with nothing to set
/// up.
@Command(
        name = "demo",
        description = "Starts a server and a small web site, crawls one through the other, and shows the stream live;"
                + " then a pipeline.")
final class DemoCommand implements Callable<Integer> {
    private static final int PAGES_MAX = 1_000;

    /// It has a source in real time: a frame of each of its three branches every 32 ms.
    private static final String EXAMPLE = "fan-out";

    private static final int FRAMES = 10;

    /// Requests by which the client's own classes are loaded, so that the first byte measured is the server's.
    private static final int CLIENT_WARMUP = 20;

    private final Environment environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--pages",
            paramLabel = "N",
            defaultValue = "60",
            description = "Pages of the site (${DEFAULT-VALUE}).")
    private int pages = 60;

    @Option(names = "--keep", description = "Leaves server and site up until Ctrl-C.")
    private boolean isKept;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "text or ndjson.")
    private OutputFormat format = OutputFormat.TEXT;

    @Option(names = "--quiet", description = "No progress and no messages.")
    private boolean isQuiet;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    DemoCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (pages < 1 || pages > PAGES_MAX) {
            throw new ParameterException(spec.commandLine(), "--pages takes 1 to " + PAGES_MAX);
        }
        Terminal terminal = environment.terminal();
        if (isQuiet) {
            terminal.quiet();
        }
        List<ConfigSetting> settings = List.of(
                new ConfigSetting("demo", "server.port=0"), new ConfigSetting("demo", "crawl.allow-private=true"));
        RiptideConfig config = options.load(environment, settings).config();
        Logging.configure(LogConfig.Level.WARN, config.log().format());
        HttpClient client = Clients.open();
        try (var site = DemoSite.start(pages);
                var server = LocalServer.start(environment.launcher(), config)) {
            terminal.message("server " + server.uri() + ", web site " + site.uri() + " with " + pages + " pages");
            int code = crawl(client, server.uri(), site);
            if (isKept) {
                tell("Still up; Ctrl-C ends it.");
                server.awaitStop();
            }
            return code;
        } finally {
            client.shutdownNow();
        }
    }

    private int crawl(HttpClient client, URI server, DemoSite site) throws CommandFailure, InterruptedException {
        for (int i = 0; i < CLIENT_WARMUP; i++) {
            Clients.isRiptide(client, server);
        }
        var screen = new CrawlScreen(environment.terminal(), format, System::nanoTime);
        StreamEvent last = new WorkRequest(client, server, "/crawl/stream").run(crawlOf(site), screen);
        environment.terminal().endProgress();
        tell("");
        tell(EventText.line(last));
        tell("first event after " + millis(screen.firstEventNs()) + ", first page after "
                + millis(screen.firstResultNs()) + ttfb(last));
        boolean isDone = format == OutputFormat.NDJSON || pipeline(client, server) == ExitCode.DONE;
        whatNext(server, site);
        return screen.isSuccess() && isDone ? ExitCode.DONE : ExitCode.FAILED;
    }

    /// One of the examples for a moment. Machines that read the crawl get no second stream behind it.
    private int pipeline(HttpClient client, URI server) throws CommandFailure, InterruptedException {
        tell("");
        tell("riptide pipeline run " + EXAMPLE + " --frames " + FRAMES + " --server " + server);
        Terminal terminal = environment.terminal();
        var line = new FrameLine(environment.width(), terminal.isOutInteractive());
        return new PipelineRun(client, server, terminal, format, line)
                .run(PipelineApi.path(EXAMPLE) + "/stream", JsonMapper.shared().createObjectNode(), FRAMES);
    }

    /// Asks for every article of `site`.
    static ObjectNode crawlOf(DemoSite site) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        var urls = body.putArray("urls");
        site.articles().forEach(address -> urls.add(address.toString()));
        body.putObject("options").put("concurrency", 16);
        return body;
    }

    private void whatNext(URI server, DemoSite site) {
        String page = site.uri().resolve("/articles/0").toString();
        tell("");
        tell(isKept ? "Try it yourself:" : "Try it yourself, with `riptide demo --keep` in another terminal:");
        tell("  curl -N " + server + "/crawl/stream -d '{\"urls\":[\"" + page
                + "\"]}' -H 'Content-Type: application/json'");
        tell("  curl -N '" + server + "/crawl/sse?url=" + page + "'");
        tell("  curl " + server + "/healthz");
        tell("  riptide crawl " + page + " --server " + server + " --format ndjson");
        tell("  riptide search storm surge --server " + server);
        tell("  riptide pipeline top --server " + server);
    }

    /// What is told beside the events: part of the show as text, kept apart from machine-readable output.
    private void tell(String line) {
        if (format == OutputFormat.TEXT && !isQuiet) {
            environment.terminal().result(line);
        }
    }

    private static String ttfb(StreamEvent summary) {
        long micros = summary.fields().path("ttfb_us").asLong(-1);
        return micros < 0 ? "" : String.format(Locale.ROOT, " (%.2f ms by the server's own clock)", micros / 1e3);
    }

    private static String millis(OptionalLong nanos) {
        return nanos.isPresent() ? String.format(Locale.ROOT, "%.1f ms", nanos.getAsLong() / 1e6) : "never";
    }
}
