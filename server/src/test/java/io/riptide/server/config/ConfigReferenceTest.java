package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReferenceTest {
    @TempDir
    Path directory;

    @Test
    void theCommittedReferenceIsTheGeneratedOne() throws IOException {
        assertThat(Files.readString(Path.of("CONFIG.md")))
                .as("regenerate it: server/bin/riptide config explain --format markdown > server/CONFIG.md")
                .isEqualTo(ConfigReference.markdown());
    }

    @Test
    void theReferenceNamesEveryKeyOnce() {
        String page = ConfigReference.markdown();

        assertThat(ConfigLoader.keys())
                .allSatisfy(key -> assertThat(page).containsOnlyOnce("| `" + key.name() + "` |"));
    }

    @Test
    void printedValuesReadBackAsTheSame() throws IOException {
        LoadedConfig first = load(List.of(
                "server.port=0",
                "server.transport=nio",
                "crawl.user-agent=Bot \"7\" \\ # (null)",
                "cors.origins=https://a.example,https://b.example",
                "server.drain-timeout=1m1s1ms",
                "memory.stream-bytes=5000001"));
        Files.writeString(directory.resolve("riptide.yaml"), ConfigReference.yaml(first));

        LoadedConfig second = load(List.of());

        assertThat(second.config()).isEqualTo(first.config());
        assertThat(second.values())
                .filteredOn(value -> !value.key().isSecret())
                .allMatch(value -> value.origin() instanceof ConfigOrigin.File);
    }

    @Test
    void printedValuesNameTheirOrigin() {
        assertThat(ConfigReference.yaml(load(List.of("server.port=7"))))
                .containsPattern("(?m)^  port: 7 +# --set$")
                .containsPattern("(?m)^  host: \"127.0.0.1\" +# default$");
    }

    @Test
    void secretsAreNeverShown() {
        var key = new ConfigKey("a.token", ConfigKey.Kind.TEXT, "", "text", "Opens the door.", true);
        var value = new ConfigValue(key, "hunter2", new ConfigOrigin.Environment("RIPTIDE_A_TOKEN"));
        var loaded = new LoadedConfig(RiptideConfig.of(), List.of(value));

        assertThat(ConfigReference.yaml(loaded)).doesNotContain("hunter2").contains("# token: \"***\"");
        assertThat(value.toString()).doesNotContain("hunter2");
    }

    @Test
    void explainingOneKeySaysAllThereIsToSay() {
        ConfigKey key = ConfigReference.select(List.of("stream.heartbeat")).getFirst();

        assertThat(ConfigReference.explain(key)).isEqualTo("""
                        stream.heartbeat
                          A stream silent for this long sends a heartbeat.
                          duration, default 15s, allowed: 1s to 2m
                          RIPTIDE_STREAM_HEARTBEAT""");
    }

    @Test
    void aSectionSelectsItsKeys() {
        assertThat(ConfigReference.select(List.of("warmup")))
                .extracting(ConfigKey::name)
                .containsExactly("warmup.enabled", "warmup.timeout");
        assertThat(ConfigReference.select(List.of())).isEqualTo(ConfigLoader.keys());
    }

    @Test
    void anUnknownNameIsAFault() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigReference.select(List.of("server.hots", "nonsense-altogether")))
                .satisfies(e -> assertThat(e.faults()).hasSize(2))
                .withMessageContaining("did you mean server.host?");
    }

    private LoadedConfig load(List<String> settings) {
        return ConfigLoader.load(ConfigSources.of(
                Optional.empty(),
                directory,
                Map.of(),
                settings.stream().map(ConfigSetting::of).toList()));
    }
}
