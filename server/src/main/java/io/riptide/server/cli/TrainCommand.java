package io.riptide.server.cli;

import io.riptide.server.config.ConfigSetting;
import io.riptide.server.config.LogConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.demo.DemoSite;
import io.riptide.server.log.Logging;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `riptide train`: does for some seconds what servers do all day, while the JVM notes for its cache which classes
/// that takes and how its methods behave. The launcher calls it; nobody else has to.
///
/// Crawls and searches are the work whose first pages are slow without such notes: the libraries that fetch, parse and
/// index are larger than the server. What it does is the demo's site again and again, every page fetched anew.
@Command(
        name = "train",
        hidden = true,
        description = "Crawls and searches a small web site of its own, for the launcher's cache of classes.")
final class TrainCommand implements Callable<Integer> {
    private static final String SEARCH = "storm surge";
    private static final int MAX = 1_000;

    private final Environment environment;

    @Option(
            names = "--pages",
            paramLabel = "N",
            defaultValue = "200",
            description = "Pages of the site (${DEFAULT-VALUE}).")
    private int pages = 200;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "10",
            description = "How often it is crawled (${DEFAULT-VALUE}).")
    private int rounds = 10;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    TrainCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (pages < 1 || pages > MAX || rounds < 1 || rounds > MAX) {
            throw new ParameterException(spec.commandLine(), "--pages and --rounds take 1 to " + MAX);
        }
        List<ConfigSetting> settings = List.of(
                new ConfigSetting("train", "server.port=0"),
                new ConfigSetting("train", "crawl.allow-private=true"),
                new ConfigSetting("train", "crawl.per-host-max=16"));
        RiptideConfig config = new ConfigOptions().load(environment, settings).config();
        Logging.configure(LogConfig.Level.WARN, config.log().format());
        HttpClient client = Clients.open();
        try (var site = DemoSite.start(pages);
                var server = LocalServer.start(environment.launcher(), config)) {
            for (int round = 0; round < rounds; round++) {
                run(client, server.uri(), "/crawl/stream", crawl(site));
                run(client, server.uri(), "/deepsearch/stream", search());
            }
            server.awaitWarm();
        } finally {
            client.shutdownNow();
        }
        return ExitCode.DONE;
    }

    private void run(HttpClient client, URI server, String path, ObjectNode body)
            throws CommandFailure, InterruptedException {
        StreamEvent last = new WorkRequest(client, server, path).run(body, new Unwatched());
        if (last.type().equals("error")) {
            throw CommandFailure.failed(EventText.line(last));
        }
    }

    /// Nobody looks.
    private static final class Unwatched implements EventScreen {
        private long events;

        @Override
        public void sent() {}

        @Override
        public void show(StreamEvent event) {
            events++;
        }

        @Override
        public String soFar() {
            return events + " events";
        }
    }

    private static ObjectNode crawl(DemoSite site) {
        ObjectNode body = DemoCommand.crawlOf(site);
        body.withObject("options").put("cache_mode", "refresh");
        return body;
    }

    private static ObjectNode search() {
        return JsonMapper.shared().createObjectNode().put("query", SEARCH).put("limit", 20);
    }
}
