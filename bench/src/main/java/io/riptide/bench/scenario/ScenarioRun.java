package io.riptide.bench.scenario;

import io.riptide.bench.run.LoadListener;
import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.run.LoadReport;
import io.riptide.bench.run.LoadRun;
import io.riptide.bench.run.ServerProcess;
import io.riptide.bench.wire.Target;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs a scenario's loads, one after the other.
///
/// - **Threading:** [#run] on a thread of the caller's; [#stop] on any.
public final class ScenarioRun {
    private static final int PATIENCE_MS = 5_000;

    private final Scenario scenario;
    private final LoadOptions options;
    private final LoadListener listener;
    private volatile @Nullable LoadRun current;
    private volatile boolean isStopped;

    /// A run that may be [run][#run] once.
    public ScenarioRun(Scenario scenario, LoadOptions options, LoadListener listener) {
        this.scenario = scenario;
        this.options = options;
        this.listener = listener;
    }

    /// Ends the load that runs, and starts no other.
    public void stop() {
        isStopped = true;
        LoadRun run = current;
        if (run != null) {
            run.stop();
        }
    }

    /// Returns what came of each load; fewer than were planned if it was stopped.
    public List<LoadReport> run() throws IOException, InterruptedException, CustomFileException {
        List<LoadReport> reports = new ArrayList<>();
        try (Prepared prepared = scenario.preparation().prepare(options)) {
            for (LoadPlan plan : prepared.plans()) {
                LoadRun run = new LoadRun(plan, listener);
                current = run;
                if (isStopped) {
                    break;
                }
                reports.add(run.run());
                if (plan.publishing().isPresent()) {
                    delete(plan.publishing().get().topic());
                }
            }
        }
        return reports;
    }

    /// Returns if the scenario can be run.
    ///
    /// @throws CustomFileException if a file with tests is wrong
    /// @throws ServerUnfitException if there is no server, or none that the scenario could run against
    public static void check(Scenario scenario, LoadOptions options)
            throws IOException, CustomFileException, ServerUnfitException {
        // What is wrong with the options is told before anybody looks for a server.
        scenario.preparation().prepare(options).close();
        Target server = options.server();
        String url = "http://" + server.host() + ':' + server.port();
        String start = "start one by: riptide serve --set bench.enabled=true"
                + (server.port() == 8080 ? "" : " --port " + server.port());
        if (!scenario.needsBench()) {
            ask(url + "/livez", "there is no server at " + url, start);
            return;
        }
        int status = ask(url + "/bench/stream?count=1", "there is no server at " + url, start);
        if (status != 200) {
            throw new ServerUnfitException("the server at " + url + " answers /bench/stream with " + status
                    + (status == 404 ? ": its streams for tests are off" : "") + "; " + start);
        }
    }

    private static int ask(String url, String failure, String advice) throws ServerUnfitException {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MS);
            connection.setReadTimeout(PATIENCE_MS);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status;
        } catch (IOException e) {
            throw new ServerUnfitException(failure + " (" + e.getMessage() + "); " + advice);
        }
    }

    private void delete(String topic) {
        try {
            URI uri = URI.create(
                    "http://" + options.server().host() + ':' + options.server().port() + "/topics/" + topic);
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestMethod("DELETE");
            connection.setReadTimeout(PATIENCE_MS);
            int _ = connection.getResponseCode();
            connection.disconnect();
        } catch (IOException _) {
            // A server that has gone has forgotten the topic, too.
        }
    }

    /// What the user should know of figures like these.
    public static List<String> advice(List<LoadReport> reports) {
        Set<String> advice = new LinkedHashSet<>();
        for (LoadReport report : reports) {
            Target server = report.plan().asks().getFirst().target();
            report.errors().forEach(error -> {
                if (error.kind().equals("status 429") || error.kind().equals("status 503")) {
                    advice.add("the server refuses more: try riptide serve --set runs.max=100000"
                            + " --set runs.per-client-max=100000 --set server.connections-per-client-max=100000");
                }
            });
            if (report.unfetched() > 0) {
                advice.add(report.unfetched() + " pages were not fetched: the server must be allowed to crawl"
                        + " loopback, riptide serve --set crawl.allow-private=true");
            }
            if (report.clientCores() > 0.95 * report.plan().threads()
                    && !report.plan().spins()) {
                advice.add(report.plan().label() + ": the client was busy all the time, so it may be the limit"
                        + " (--threads)");
            }
            if (!ServerProcess.isHere(server.host())) {
                advice.add("the server is on another machine: ages of events compare two clocks and mean nothing");
            }
        }
        return List.copyOf(advice);
    }
}
