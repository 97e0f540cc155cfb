package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.riptide.server.config.ServerConfig.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    Path directory;

    @Test
    void withoutSourcesEverythingIsItsDefault() {
        LoadedConfig loaded = load("", Map.of());

        assertThat(loaded.config().server().host()).isEqualTo("127.0.0.1");
        assertThat(loaded.config().server().port()).isEqualTo(8080);
        assertThat(loaded.config().server().transport()).isEqualTo(Transport.AUTO);
        assertThat(loaded.config().stream().notsentLowat()).isEqualTo(16 << 10);
        assertThat(loaded.config().memory().poolBytes()).isEqualTo(256L << 20);
        assertThat(loaded.config().cors().origins()).isEmpty();
        assertThat(loaded.values()).allMatch(value -> value.origin() instanceof ConfigOrigin.Declared);
    }

    @Test
    void eachSourceOutranksTheOneBeforeIt() {
        String yaml = """
                server:
                  port: 1001
                  loops: 2
                  backlog: 3
                """;
        Map<String, String> environment = Map.of("RIPTIDE_SERVER_PORT", "1002", "RIPTIDE_SERVER_LOOPS", "4");

        LoadedConfig loaded = load(yaml, environment, "server.port=1003");

        assertThat(loaded.config().server().port()).isEqualTo(1003);
        assertThat(loaded.config().server().loops()).isEqualTo(4);
        assertThat(loaded.config().server().backlog()).isEqualTo(3);
        assertThat(origin(loaded, "server.port")).isEqualTo("--set");
        assertThat(origin(loaded, "server.loops")).isEqualTo("RIPTIDE_SERVER_LOOPS");
        assertThat(origin(loaded, "server.backlog")).isEqualTo(directory.resolve("riptide.yaml") + ":4");
        assertThat(origin(loaded, "server.host")).isEqualTo("default");
    }

    @Test
    void nestedAndDottedKeysAreTheSame() {
        LoadedConfig loaded =
                load("server.port: 9\nhttp: {fields-max: 20}\ncors:\n  origins:\n    - http://a\n", Map.of());

        assertThat(loaded.config().server().port()).isEqualTo(9);
        assertThat(loaded.config().http().fieldsMax()).isEqualTo(20);
        assertThat(loaded.config().cors().origins()).containsExactly("http://a");
    }

    @Test
    void unitsAreReadFromEverySource() {
        LoadedConfig loaded = load(
                "http.body-bytes-max: 10MB\n",
                Map.of("RIPTIDE_SERVER_DRAIN_TIMEOUT", "1m30s"),
                "memory.stream-bytes=2MiB",
                "cors.origins=https://a.example, http://b.example:8080");

        assertThat(loaded.config().http().bodyBytesMax()).isEqualTo(10_000_000);
        assertThat(loaded.config().server().drainTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(loaded.config().memory().streamBytes()).isEqualTo(2 << 20);
        assertThat(loaded.config().cors().origins()).containsExactly("https://a.example", "http://b.example:8080");
    }

    @Test
    void everyFaultOfEverySourceIsTold() {
        String yaml = """
                server:
                  prot: 80
                  loops: many
                stream:
                  watermark-low: 64KiB
                """;
        Map<String, String> environment =
                Map.of("RIPTIDE_HTTP_IDLE_TIMEOUT", "75", "RIPTIDE_CRAWL_ALOW_PRIVATE", "true");

        List<String> faults = faults(yaml, environment, "log.level=loud", "warmup.enabled", "crawl.urls-max=0");

        String file = directory.resolve("riptide.yaml").toString();
        assertThat(faults)
                .containsExactlyInAnyOrder(
                        file + ":2: server.prot: no such key; did you mean server.port?",
                        file + ":3: server.loops: \"many\" is no number it takes; allowed: 0 to 1024",
                        "RIPTIDE_HTTP_IDLE_TIMEOUT: http.idle-timeout: \"75\" is no duration it takes; allowed: 100ms to 24h",
                        "RIPTIDE_CRAWL_ALOW_PRIVATE: no key has this variable; did you mean RIPTIDE_CRAWL_ALLOW_PRIVATE?",
                        "--set: log.level: \"loud\" is no choice it takes; allowed: trace, debug, info, warn, error, off",
                        "--set: \"warmup.enabled\" is not of the form key=value",
                        "--set: crawl.urls-max: \"0\" is no number it takes; allowed: 1 to 100000",
                        file + ":5: stream.watermark-low: stream.watermark-low (64KiB, " + file
                                + ":5) has to be less than stream.watermark-high (32KiB, default)");
    }

    @Test
    void aRuleAboutAFaultyKeyIsNotToldAsWell() {
        assertThat(faults("", Map.of(), "stream.watermark-high=tall", "stream.watermark-low=64KiB"))
                .hasSize(1);
    }

    @Test
    void aRuleBlamesTheKeySomebodySet() {
        assertThat(faults("", Map.of(), "stream.watermark-high=4KiB"))
                .singleElement()
                .asString()
                .startsWith("--set: stream.watermark-high: stream.watermark-low (8KiB, default)");
    }

    @Test
    void aSourceMayNotGiveAKeyTwice() {
        assertThat(faults("server: {port: 1}\nserver.port: 2\n", Map.of()))
                .singleElement()
                .asString()
                .contains("server.port: is given twice, first at")
                .contains("riptide.yaml:1");
    }

    @Test
    void theCommandLineMayNotGiveAKeyTwice() {
        assertThat(faults("", Map.of(), "server.port=1", "server.port=2"))
                .containsExactly("--set: server.port: is given twice, first at --set");
    }

    @Test
    void aNamedFileHasToExist() {
        var sources = ConfigSources.of(Optional.of(directory.resolve("none.yaml")), directory, Map.of(), List.of());

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(sources))
                .withMessageContaining("none.yaml: cannot be read (NoSuchFileException)");
    }

    @Test
    void aFileInTheDirectoryIsReadUnlessAnotherIsNamed() throws IOException {
        Files.writeString(directory.resolve("riptide.yaml"), "server.port: 1\n");
        Path other = Files.writeString(directory.resolve("other.yaml"), "server.port: 2\n");

        var found = ConfigSources.of(Optional.empty(), directory, Map.of(), List.of());
        var named = ConfigSources.of(Optional.of(other), directory, Map.of(), List.of());

        assertThat(ConfigLoader.load(found).config().server().port()).isEqualTo(1);
        assertThat(ConfigLoader.load(named).config().server().port()).isEqualTo(2);
    }

    private LoadedConfig load(String yaml, Map<String, String> environment, String... settings) {
        return ConfigLoader.load(sources(yaml, environment, settings));
    }

    private List<String> faults(String yaml, Map<String, String> environment, String... settings) {
        try {
            ConfigLoader.load(sources(yaml, environment, settings));
            return List.of();
        } catch (ConfigException e) {
            return e.faults().stream().map(ConfigFault::toString).toList();
        }
    }

    private ConfigSources sources(String yaml, Map<String, String> environment, String... settings) {
        try {
            if (!yaml.isEmpty()) {
                Files.writeString(directory.resolve("riptide.yaml"), yaml);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        List<ConfigSetting> given =
                List.of(settings).stream().map(ConfigSetting::of).toList();
        return ConfigSources.of(Optional.empty(), directory, environment, given);
    }

    private static String origin(LoadedConfig loaded, String key) {
        return loaded.values().stream()
                .filter(value -> value.key().name().equals(key))
                .findFirst()
                .orElseThrow()
                .origin()
                .toString();
    }
}
