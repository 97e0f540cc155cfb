package io.riptide.server.clients;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// A program on this machine that is a client of the server's.
///
/// @param variable of the environment that may say where it is
/// @param packageName what to install
/// @param names what it may be called
record ClientProgram(String variable, String packageName, List<String> names) {
    static final ClientProgram CHROMIUM =
            new ClientProgram("CHROMIUM", "chromium", List.of("chromium", "chromium-browser", "google-chrome"));
    static final ClientProgram NODE = new ClientProgram("NODE", "nodejs", List.of("node", "nodejs"));
    static final ClientProgram CURL = new ClientProgram("CURL", "curl", List.of("curl"));

    /// Set to `required`, a program that is missing fails its tests.
    private static final String CLIENTS = "TEST_CLIENTS";

    /// Where it is. Without it the test ends here.
    Path find() {
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
        List<String> directories =
                List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
        return names.stream()
                .flatMap(name -> directories.stream().map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
