package io.riptide.server.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `riptide version`: which build this is, and on what it runs.
@Command(name = "version", description = "Tells the version, and the Java it runs on.")
final class VersionCommand implements Callable<Integer> {
    private final Environment environment;

    VersionCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        String version = Optional.ofNullable(RiptideCommand.class.getPackage().getImplementationVersion())
                .orElse("development");
        environment
                .terminal()
                .result("riptide " + version + " (java " + Runtime.version() + ", " + System.getProperty("os.name")
                        + " " + System.getProperty("os.arch") + ")");
        return ExitCode.DONE;
    }
}
