package io.riptide.server.cli;

import io.riptide.server.config.ConfigSetting;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.log.Logging;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `riptide serve`: a server until it is told to stop.
@Command(name = "serve", description = "Runs the server until Ctrl-C or SIGTERM, then drains it.")
final class ServeCommand implements Callable<Integer> {
    private final Environment environment;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Short for --set server.host=ADDRESS.")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Short for --set server.port=PORT; 0 picks a free one.")
    private @Nullable String port;

    ServeCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        List<ConfigSetting> settings = new ArrayList<>();
        if (host != null) {
            settings.add(new ConfigSetting("--host", "server.host=" + host));
        }
        if (port != null) {
            settings.add(new ConfigSetting("--port", "server.port=" + port));
        }
        RiptideConfig config = options.load(environment, settings).config();
        Logging.configure(config.log().level(), config.log().format());
        try (var server = LocalServer.start(environment.launcher(), config)) {
            environment.terminal().result("listening on " + server.uri());
            server.awaitStop();
        }
        return ExitCode.DONE;
    }
}
