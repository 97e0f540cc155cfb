package io.riptide.server.cli;

import io.riptide.server.config.ConfigSetting;
import io.riptide.server.config.LogConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.log.Logging;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that say which server a command asks.
final class ServerOptions {
    @Option(names = "--server", paramLabel = "URL", description = "The server to ask.")
    private @Nullable URI server;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    ServerOptions() {}

    /// What a command does with a server.
    @FunctionalInterface
    interface Use {
        /// Returns the code to exit with.
        int of(HttpClient client, URI server) throws Exception;
    }

    /// Whether one is named.
    boolean isNamed() {
        return server != null;
    }

    /// The configuration in force here.
    RiptideConfig config(Environment environment) {
        return options.load(environment, List.of()).config();
    }

    /// Uses the server named, the one that runs here, or one that is started for it.
    int use(Environment environment, Use use) throws Exception {
        HttpClient client = Clients.open();
        try {
            Optional<URI> at = running(environment, client);
            return at.isPresent() ? use.of(client, at.get()) : useOwn(environment, client, use);
        } finally {
            client.shutdownNow();
        }
    }

    /// Uses the server named or the one that runs here.
    ///
    /// @throws CommandFailure when there is none: one started for it would know nothing
    int useRunning(Environment environment, Use use) throws Exception {
        HttpClient client = Clients.open();
        try {
            URI at = running(environment, client)
                    .orElseThrow(() -> CommandFailure.failed("no server at " + environment.server()
                            + "; start one with riptide serve, or name another with --server"));
            return use.of(client, at);
        } finally {
            client.shutdownNow();
        }
    }

    private Optional<URI> running(Environment environment, HttpClient client)
            throws CommandFailure, InterruptedException {
        URI named = server;
        if (named == null) {
            return Clients.isRiptide(client, environment.server())
                    ? Optional.of(environment.server())
                    : Optional.empty();
        }
        if (named.getScheme() == null || !named.getScheme().matches("https?") || named.getHost() == null) {
            throw CommandFailure.usage("--server " + named + " is no http address, such as " + environment.server());
        }
        return Optional.of(named);
    }

    private int useOwn(Environment environment, HttpClient client, Use use) throws Exception {
        List<ConfigSetting> settings = List.of(new ConfigSetting("riptide", "server.port=0"));
        RiptideConfig config = options.load(environment, settings).config();
        Logging.configure(LogConfig.Level.WARN, config.log().format());
        try (var own = LocalServer.start(environment.launcher(), config)) {
            environment
                    .terminal()
                    .message("no server at " + environment.server() + "; started one at " + own.uri()
                            + " for this command");
            return use.of(client, own.uri());
        }
    }
}
