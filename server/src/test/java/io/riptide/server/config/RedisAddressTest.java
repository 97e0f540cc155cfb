package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
    private static final String SECRET = "cache.redis=redis://bob:hunter2@redis.example:7000/3";

    @ParameterizedTest
    @CsvSource({
        "redis://localhost, redis://localhost:6379/0",
        "redis://localhost/, redis://localhost:6379/0",
        "REDIS://localhost:7000, redis://localhost:7000/0",
        "rediss://redis.example/15, rediss://redis.example:6379/15",
        "redis://10.0.0.1:1/2, redis://10.0.0.1:1/2",
        "redis://[::1]:7000, redis://[::1]:7000/0",
        "' redis://localhost ', redis://localhost:6379/0"
    })
    void anAddressIsASchemeAHostAndWhatItIsGood(String text, String shown) {
        assertThat(RedisAddress.parse(text)).map(RedisAddress::toString).contains(shown);
    }

    @Test
    void aPasswordMayStandAloneOrWithItsUser() {
        RedisAddress alone = RedisAddress.parse("redis://:p%40ss+%3A@h").orElseThrow();
        assertThat(alone.user()).isEmpty();
        assertThat(alone.password()).contains("p@ss+:");

        RedisAddress both = RedisAddress.parse("rediss://bob:a:b@h").orElseThrow();
        assertThat(both.user()).contains("bob");
        assertThat(both.password()).contains("a:b");
        assertThat(both.isTls()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:6379",
                "http://localhost",
                "redis://",
                "redis://:6379",
                "redis://host:0",
                "redis://host:65536",
                "redis://host:port",
                "redis://host/database",
                "redis://host/1/2",
                "redis://host?timeout=1s",
                "redis://host#1",
                "redis://bob@host",
                "redis://:%zz@host",
                "redis://a b"
            })
    void anythingElseIsNoAddress(String text) {
        assertThat(RedisAddress.parse(text)).isEmpty();
    }

    @Test
    void aFaultNamesTheKeyAndNotThePassword() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load("cache.redis=http://:hunter2@host"))
                .withMessageContaining("cache.redis")
                .withMessageContaining("rediss")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void noPasswordIsShown() {
        LoadedConfig loaded = load(SECRET);

        assertThat(loaded.config().cache().redis().orElseThrow().password()).contains("hunter2");
        assertThat(loaded.config().toString()).doesNotContain("hunter2").contains("redis://redis.example:7000/3");
        assertThat(loaded.values().toString()).doesNotContain("hunter2");
        assertThat(ConfigReference.yaml(loaded)).doesNotContain("hunter2");
    }

    @Test
    void nobodyHasARedisWhoDidNotAskForOne() {
        assertThat(RiptideConfig.of().cache().redis()).isEmpty();
    }

    private static LoadedConfig load(String setting) {
        return ConfigLoader.load(new ConfigSources(Optional.empty(), Map.of(), List.of(ConfigSetting.of(setting))));
    }
}
