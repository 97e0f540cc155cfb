package io.riptide.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.riptide.bench.run.Pattern;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomFileTest {
    @TempDir
    Path folder;

    @Test
    void aTestHasDefaultsForAllButThree() throws Exception {
        assertThat(read("tests: [{name: a, seconds: 2, rate: 10}]"))
                .containsExactly(new ClassicTest("a", 2, new Pattern.Steady(10), 100, 1, List.of(Transport.values())));
    }

    @Test
    void jsonIsYamlToo() throws Exception {
        assertThat(read("""
                {"tests": [
                  {"name": "b", "seconds": 1.5, "rate": 5, "size": 300, "connections": 7, "transports": ["sse"],
                   "pattern": "burst", "burst_size": 9, "burst_every_seconds": 0.5},
                  {"name": "c", "seconds": 1, "rate": 5, "pattern": "sine", "swing": 1, "period_seconds": 4}
                ]}"""))
                .containsExactly(
                        new ClassicTest("b", 1.5, new Pattern.Bursts(5, 9, 0.5), 300, 7, List.of(Transport.SSE)),
                        new ClassicTest("c", 1, new Pattern.Sine(5, 1, 4), 100, 1, List.of(Transport.values())));
    }

    @Test
    void allFaultsAreToldAtOnceWithTheirPlaces() throws IOException {
        assertThat(faults("""
                tests:
                  - name: a
                    seconds: -3
                    rate: fast
                  - seconds: 1
                    rate: 1
                    pattern: zigzag
                    sise: 4
                    transports: [ndjson, pigeon]
                  - 7
                more: 1
                """))
                .containsExactlyInAnyOrder(
                        "custom.yaml:3: /tests/0/seconds: '-3', wanted a number from 0.001 to 10000000",
                        "custom.yaml:4: /tests/0/rate: 'fast', wanted a number from 0.001 to 1000000",
                        "custom.yaml:5: /tests/1/name: missing, wanted a name",
                        "custom.yaml:7: /tests/1/pattern: 'zigzag', wanted steady, sine or burst",
                        "custom.yaml:8: /tests/1/sise: unknown, wanted one of burst_every_seconds burst_size connections"
                                + " name pattern period_seconds rate seconds size swing transports",
                        "custom.yaml:9: /tests/1/transports: unknown, wanted ndjson, sse or websocket",
                        "custom.yaml:10: /tests/2: no test, wanted name, seconds and rate",
                        "custom.yaml:11: /more: unknown, wanted only tests");
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() throws IOException {
        assertThat(faults("tests:\n  - name: [a\n"))
                .singleElement()
                .asString()
                .matches("custom\\.yaml:[23]: neither YAML nor JSON: .+");
    }

    @Test
    void testsMustBeThere() throws IOException {
        assertThat(faults("")).containsExactly("custom.yaml:1: /tests: missing, wanted a list of tests");
        assertThat(faults("tests: []")).containsExactly("custom.yaml:1: /tests: missing, wanted a list of tests");
        CustomFileException gone =
                catchThrowableOfType(CustomFileException.class, () -> CustomFile.read(folder.resolve("gone.yaml")));
        assertThat(gone).hasMessageEndingWith("gone.yaml: cannot be read (NoSuchFileException)");
    }

    private List<ClassicTest> read(String text) throws IOException, CustomFileException {
        return CustomFile.read(Files.writeString(folder.resolve("custom.yaml"), text));
    }

    private List<String> faults(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("custom.yaml"), text);
        CustomFileException wrong = catchThrowableOfType(CustomFileException.class, () -> CustomFile.read(file));
        return String.valueOf(wrong.getMessage())
                .replace(folder + "/", "")
                .lines()
                .toList();
    }
}
