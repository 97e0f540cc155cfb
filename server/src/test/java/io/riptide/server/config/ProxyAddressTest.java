package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.riptide.server.config.ProxyAddress.Kind;
import io.riptide.server.config.ProxyAddress.Login;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyAddressTest {
    @ParameterizedTest
    @CsvSource({
        "http://proxy.example:3128, http://proxy.example:3128",
        "HTTP://proxy.example:3128/, http://proxy.example:3128",
        "http://bob:hunter2@10.0.0.1:80, http://10.0.0.1:80",
        "socks5://localhost:1080, socks5://localhost:1080",
        "Socks5://[::1]:1080, socks5://[::1]:1080",
        "' http://localhost:1 ', http://localhost:1"
    })
    void anAddressIsASchemeAHostAndAPort(String text, String shown) {
        assertThat(ProxyAddress.parse(text)).map(ProxyAddress::toString).contains(shown);
    }

    @Test
    void aLoginMayHoldWhatItsFormCannot() {
        ProxyAddress address =
                ProxyAddress.parse("socks5://b%40b:p%3a+%2F:@[::1]:1080").orElseThrow();

        assertThat(address)
                .isEqualTo(new ProxyAddress(Kind.SOCKS5, "::1", 1080, Optional.of(new Login("b@b", "p:+/:"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy",
                "proxy:3128",
                "http://proxy",
                "http://:3128",
                "http://proxy:0",
                "http://proxy:65536",
                "http://proxy:port",
                "https://proxy:3128",
                "socks4://proxy:1080",
                "socks5h://proxy:1080",
                "http://proxy:3128/path",
                "http://proxy:3128?a=b",
                "http://proxy:3128#a",
                "http://bob@proxy:3128",
                "http://bob:@proxy:3128",
                "http://:hunter2@proxy:3128",
                "http://b%3Ab:hunter2@proxy:3128",
                "http://bob:a%0d%0ab@proxy:3128",
                "http://bob:%zz@proxy:3128",
                "http://a b:1"
            })
    void anythingElseIsNoAddress(String text) {
        assertThat(ProxyAddress.parse(text)).isEmpty();
    }

    @Test
    void aLoginIsNoLongerThanSocksCanSay() {
        assertThat(ProxyAddress.parse("socks5://bob:" + "x".repeat(255) + "@h:1"))
                .isPresent();
        assertThat(ProxyAddress.parse("socks5://bob:" + "x".repeat(256) + "@h:1"))
                .isEmpty();
        assertThat(ProxyAddress.parse("socks5://bob:" + "%C3%A4".repeat(128) + "@h:1"))
                .isEmpty();
    }

    @Test
    void aFaultNamesTheKeyAndNotThePassword() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load("crawl.proxy=ftp://bob:hunter2@host:1"))
                .withMessageContaining("crawl.proxy")
                .withMessageContaining("socks5")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void noLoginIsShown() {
        LoadedConfig loaded = load("crawl.proxy=http://bob:hunter2@proxy.example:3128");

        assertThat(loaded.config().crawl().proxy().orElseThrow().login()).contains(new Login("bob", "hunter2"));
        assertThat(loaded.config().toString()).doesNotContain("hunter2").contains("http://proxy.example:3128");
        assertThat(loaded.config().crawl().proxy().orElseThrow().login().toString())
                .doesNotContain("hunter2");
        assertThat(loaded.values().toString()).doesNotContain("hunter2");
        assertThat(ConfigReference.yaml(loaded)).doesNotContain("hunter2");
    }

    @Test
    void nobodyHasAProxyWhoDidNotAskForOne() {
        assertThat(RiptideConfig.of().crawl().proxy()).isEmpty();
        assertThat(RiptideConfig.of().crawl().proxyFor()).isEmpty();
    }

    @Test
    void hostsOfTheProxyAreNamesWithStars() {
        assertThat(RiptideConfig.of(
                                "crawl.proxy=http://proxy.example:3128",
                                "crawl.proxy-for=*.example.com, one.test,[::1]")
                        .crawl()
                        .proxyFor())
                .containsExactly("*.example.com", "one.test", "[::1]");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load("crawl.proxy-for=https://example.com"))
                .withMessageContaining("crawl.proxy-for");
    }

    private static LoadedConfig load(String setting) {
        return ConfigLoader.load(new ConfigSources(Optional.empty(), Map.of(), List.of(ConfigSetting.of(setting))));
    }
}
