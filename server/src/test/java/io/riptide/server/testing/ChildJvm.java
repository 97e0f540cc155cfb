package io.riptide.server.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs a class of the tests in a process of its own, for what only that shows: being killed, or wanting for memory.
public final class ChildJvm {
    /// A build's own class path may be a jar that only its process sees; then this is the real one.
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private ChildJvm() {}

    /// Starts `main` with the JVM's `options`; its standard error is dropped.
    public static Process start(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"); // for our log's ring
        command.addAll(options);
        command.addAll(List.of("-cp", CLASS_PATH, main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
