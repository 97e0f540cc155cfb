package io.riptide.server.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A program on this machine that tests drive, as a client of the server's or as a server that it asks.
///
/// @param variable of the environment that may say where it is
/// @param packageName what to install
/// @param names what it may be called
public record TestProgram(String variable, String packageName, List<String> names) {
    public static final TestProgram CHROMIUM =
            new TestProgram("CHROMIUM", "chromium", List.of("chromium", "chromium-browser", "google-chrome"));
    public static final TestProgram NODE = new TestProgram("NODE", "nodejs", List.of("node", "nodejs"));
    public static final TestProgram CURL = new TestProgram("CURL", "curl", List.of("curl"));
    public static final TestProgram REDIS = new TestProgram("REDIS_SERVER", "redis-server", List.of("redis-server"));
    public static final TestProgram NGINX = new TestProgram("NGINX", "nginx", List.of("nginx"));

    /// Set to `required`, a program that is missing fails its tests.
    private static final String CLIENTS = "TEST_CLIENTS";

    /// Where it is. Without it the test ends here.
    public Path find() {
        return find("required".equals(System.getenv(CLIENTS)));
    }

    /// Where it is: what its variable says, else the first of its names in `PATH`.
    Path find(boolean isRequired) {
        Optional<Path> found = named().or(this::inPath);
        if (found.isEmpty()) {
            String missing = "none of " + names + " is in PATH: install the package " + packageName
                    + ", or set the variable " + variable + " to where it is";
            if (isRequired) {
                throw new AssertionError(missing);
            }
            Assumptions.abort(missing);
        }
        return found.orElseThrow();
    }

    private Optional<Path> named() {
        return Optional.ofNullable(System.getenv(variable)).map(Path::of).filter(Files::isExecutable);
    }

    private Optional<Path> inPath() {
        // Servers are often where only administrators look.
        String directories = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return names.stream()
                .flatMap(name ->
                        Stream.of(directories.split(File.pathSeparator)).map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
