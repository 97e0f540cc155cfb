package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentSourceTest {
    private final List<ConfigFault> faults = new ArrayList<>();

    @Test
    void everyKeyHasItsVariable() {
        for (ConfigKey key : ConfigLoader.keys()) {
            assertThat(read(Map.of(key.environmentName(), "1")))
                    .extracting(ConfigEntry::key)
                    .containsExactly(key.name());
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void otherVariablesAreNoneOfOurs() {
        assertThat(read(Map.of("PATH", "/bin", "SERVER_PORT", "1", "RIPTIDE", "x")))
                .isEmpty();
        assertThat(faults).isEmpty();
    }

    @Test
    void variablesOfTheLauncherAndOfServiceLinksAreLeftAlone() {
        read(Map.of(
                "RIPTIDE_JAVA", "/opt/jdk",
                "RIPTIDE_JAVA_OPTS", "-Xmx1g",
                "RIPTIDE_SERVICE_HOST", "10.0.0.1",
                "RIPTIDE_SERVICE_PORT_HTTP", "80",
                "RIPTIDE_PORT", "tcp://10.0.0.1:80",
                "RIPTIDE_PORT_80_TCP_ADDR", "10.0.0.1"));

        assertThat(faults).isEmpty();
    }

    @Test
    void anUnknownVariableIsAFault() {
        read(Map.of("RIPTIDE_SERVER_PROT", "1", "riptide_server_port", "2"));

        assertThat(faults)
                .extracting(ConfigFault::toString)
                .containsExactly("RIPTIDE_SERVER_PROT: no key has this variable; did you mean RIPTIDE_SERVER_PORT?");
    }

    private List<ConfigEntry> read(Map<String, String> environment) {
        return EnvironmentSource.read(environment, ConfigLoader.keys(), faults);
    }
}
