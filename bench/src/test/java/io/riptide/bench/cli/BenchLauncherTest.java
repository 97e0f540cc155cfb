package io.riptide.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs `riptide bench` as installed: without sources, with and without the load generator's jar.
class BenchLauncherTest {
    @TempDir
    Path directory;

    private Path launcher = Path.of("");

    @BeforeEach
    void install() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("in stalled/server/bin"));
        launcher = Files.copy(Path.of("../server/bin/riptide"), bin.resolve("riptide"));
    }

    @Test
    void withoutTheJarItSaysWhatToDo() throws Exception {
        assertThat(run("bench", "ttfb")).isEqualTo(1);
        assertThat(directory.resolve("err"))
                .content()
                .contains("is no part of this installation", "mvn -pl bench -am package", "--url");
    }

    @Test
    void argumentsGoToTheJarWithoutTheWordBench() throws Exception {
        Path target = Files.createDirectories(directory.resolve("in stalled/bench/target"));
        try (OutputStream file = Files.newOutputStream(target.resolve("riptide-bench.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("io/riptide/bench/cli/BenchMain.class"));
            jar.write(echo());
            jar.closeEntry();
        }
        assertThat(run("bench", "ttfb", "--out", "a b")).isEqualTo(7);
        assertThat(directory.resolve("out")).content().isEqualTo("[ttfb]\n[--out]\n[a b]\n");
    }

    /// A class by the name that the launcher calls, which prints its arguments and exits with 7.
    private byte[] echo() throws IOException {
        Path source = Files.createDirectories(directory.resolve("src/io/riptide/bench/cli"))
                .resolve("BenchMain.java");
        Files.writeString(source, """
                package io.riptide.bench.cli;
                public class BenchMain {
                    public static void main(String[] arguments) {
                        for (String argument : arguments) { System.out.println("[" + argument + "]"); }
                        System.exit(7);
                    }
                }
                """);
        Path classes = directory.resolve("classes");
        int code =
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), source.toString());
        assertThat(code).isZero();
        return Files.readAllBytes(classes.resolve("io/riptide/bench/cli/BenchMain.class"));
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = launcher.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        var builder = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RIPTIDE_") || name.equals("JAVA_HOME"));
        builder.environment()
                .put(
                        "RIPTIDE_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return builder.start().waitFor();
    }
}
