package io.riptide.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs `server/bin/riptide` as installed: beside a jar, without sources.
class LauncherTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path directory;

    private Path launcher = Path.of("");

    /// What a launcher left behind.
    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void install() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("in stalled/server/bin"));
        launcher = Files.copy(Path.of("bin/riptide"), bin.resolve("riptide"));
        Path target = Files.createDirectories(directory.resolve("in stalled/server/target"));
        try (OutputStream jar = Files.newOutputStream(target.resolve("riptide.jar"))) {
            writeProbe(jar);
        }
    }

    @Test
    void theScriptIsPlainShell() throws Exception {
        assertThat(run(Map.of(), "sh", "-n", launcher.toString())).isEqualTo(new Ran(0, "", ""));
        assertThat(Files.isExecutable(Path.of("bin/riptide"))).isTrue();
    }

    @Test
    void argumentsAndExitCodePassThrough() throws Exception {
        Ran ran = run(Map.of("RIPTIDE_JAVA", JAVA.toString()), launcher.toString(), "tail", "a b", "*", "");

        assertThat(ran.code()).isEqualTo(7);
        assertThat(ran.out()).startsWith("argument tail\nargument a b\nargument *\nargument \n");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void theUsersOptionsComeLast() throws Exception {
        Ran ran = run(
                Map.of(
                        "RIPTIDE_JAVA",
                        JAVA.toString(),
                        "RIPTIDE_JAVA_OPTS",
                        "-Xmx64m -Da=b",
                        "RIPTIDE_GC",
                        "-XX:+UseParallelGC"),
                launcher.toString());

        assertThat(ran.out())
                .contains("flag -XX:+UseParallelGC\n", "flag -XX:+UseCompactObjectHeaders\n")
                .endsWith("flag -Xmx64m\nflag -Da=b\n")
                .doesNotContain("UseSerialGC");
    }

    @Test
    void itWorksThroughLinksAndWithJavaHome() throws Exception {
        Path first = Files.createSymbolicLink(directory.resolve("first"), launcher);
        Path second = Files.createSymbolicLink(directory.resolve("second"), Path.of("first"));
        String home = System.getProperty("java.home");

        assertThat(first).exists();
        assertThat(run(Map.of("JAVA_HOME", home), second.toString(), "version").code())
                .isEqualTo(7);
    }

    @Test
    void aJavaTooOldOrMissingIsSaidWithItsName() throws Exception {
        Ran ran = run(Map.of("RIPTIDE_JAVA", "/no/such/java"), launcher.toString(), "version");

        assertThat(ran).isEqualTo(new Ran(1, "", "riptide: RIPTIDE_JAVA=/no/such/java is no java 25 or newer\n"));
    }

    @Test
    void withoutJarAndSourcesItSaysSo() throws Exception {
        Files.delete(launcher.resolveSibling("../target/riptide.jar"));

        Ran ran = run(Map.of("RIPTIDE_JAVA", JAVA.toString()), launcher.toString(), "version");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("there is no ").contains("nothing to build it from");
    }

    @Test
    void trainingThatFailsIsNotTriedAgainAndHoldsNobodyUp() throws Exception {
        Map<String, String> variables = Map.of("RIPTIDE_JAVA", JAVA.toString(), "RIPTIDE_AOT", "on");

        Ran first = run(variables, launcher.toString(), "serve");
        Ran second = run(variables, launcher.toString(), "serve");

        assertThat(first.err()).startsWith("riptide: noting what work takes");
        assertThat(second.err()).isEmpty();
        assertThat(List.of(first, second)).allSatisfy(ran -> {
            assertThat(ran.code()).isEqualTo(7);
            assertThat(ran.out()).startsWith("argument serve\n").doesNotContain("AOTCache");
        });
        assertThat(launcher.resolveSibling("../target/riptide.aot.failed"))
                .content()
                .startsWith("argument train\n");
    }

    @Test
    void trainingThatIsAskedForSaysWhyThereIsNoCache() throws Exception {
        Ran failed = run(Map.of("RIPTIDE_JAVA", JAVA.toString(), "RIPTIDE_AOT", "on"), launcher.toString(), "train");
        Ran unwanted = run(Map.of("RIPTIDE_JAVA", JAVA.toString()), launcher.toString(), "train");
        Ran explained = run(Map.of("RIPTIDE_JAVA", JAVA.toString()), launcher.toString(), "train", "--help");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).startsWith("riptide: no cache was made: see ").endsWith("riptide.aot.failed\n");
        assertThat(unwanted).isEqualTo(new Ran(2, "", "riptide: RIPTIDE_AOT=off asks to do without the cache\n"));
        assertThat(explained.out()).startsWith("argument train\nargument --help\n");
    }

    private Ran run(Map<String, String> variables, String... line) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(line));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RIPTIDE_") || name.equals("JAVA_HOME"));
        builder.environment().put("RIPTIDE_AOT", "off");
        builder.environment().putAll(variables);
        int code = builder.start().waitFor();
        return new Ran(code, Files.readString(out), Files.readString(err));
    }

    private static void writeProbe(OutputStream to) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, LauncherProbe.class.getName());
        String file = LauncherProbe.class.getName().replace('.', '/') + ".class";
        byte[] probe = Files.readAllBytes(Path.of("target/test-classes", file));
        try (var jar = new JarOutputStream(to, manifest)) {
            jar.putNextEntry(new JarEntry(file));
            jar.write(probe);
            jar.closeEntry();
        }
    }
}
