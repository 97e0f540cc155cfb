package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WebUrlTest {
    private static WebUrl parse(String input) throws InvalidUrlException {
        return WebUrl.parse(input);
    }

    @Test
    void everyWebPlatformVectorOfTheWebHolds() throws IOException, InvalidUrlException {
        int count = 0;
        for (JsonNode vector : UrlVectors.read("urltestdata.json")) {
            String href = UrlVectors.text(vector, "href");
            if (href == null || !isOfWeb(href)) {
                continue;
            }
            String base = UrlVectors.text(vector, "base");
            String input = Objects.requireNonNull(UrlVectors.text(vector, "input"));
            if (base != null && !isOfWeb(base)) {
                continue;
            }
            WebUrl url = base == null ? parse(input) : parse(base).resolve(input);
            int hash = href.indexOf('#');
            assertThat(url.href()).isEqualTo(hash < 0 ? href : href.substring(0, hash));
            if (vector.has("origin")) {
                assertThat(url.origin()).isEqualTo(UrlVectors.text(vector, "origin"));
            }
            assertThat("#" + url.fragment()).endsWith(UrlVectors.text(vector, "hash"));
            assertThat(parse(url.href())).isEqualTo(url);
            count++;
        }
        assertThat(count).isGreaterThan(200);
    }

    private static boolean isOfWeb(String href) {
        return href.startsWith("http:") || href.startsWith("https:");
    }

    @Test
    void everyPartHasItsAccessor() throws InvalidUrlException {
        WebUrl url = parse("HTTPS://User:Secret@Example.COM:8443/a/./b/../c?x=1&y#Frag");
        assertThat(url.scheme()).isEqualTo("https");
        assertThat(url.host()).isEqualTo("example.com");
        assertThat(url.hostForDialling()).isEqualTo("example.com");
        assertThat(url.port()).isEqualTo(8443);
        assertThat(url.hostAndPort()).isEqualTo("example.com:8443");
        assertThat(url.path()).isEqualTo("/a/c");
        assertThat(url.query()).isEqualTo("x=1&y");
        assertThat(url.fragment()).isEqualTo("Frag");
        assertThat(url.origin()).isEqualTo("https://example.com:8443");
        assertThat(url.requestTarget()).isEqualTo("/a/c?x=1&y");
        assertThat(url.hasCredentials()).isTrue();
        assertThat(url.isIpLiteral()).isFalse();
        assertThat(url.href()).isEqualTo("https://User:Secret@example.com:8443/a/c?x=1&y");
        assertThat(url).hasToString(url.href());
    }

    @Test
    void absentPartsAreEmptyAndTheirDefaultsKnown() throws InvalidUrlException {
        WebUrl url = parse("http://example");
        assertThat(url.port()).isEqualTo(80);
        assertThat(parse("https://example").port()).isEqualTo(443);
        assertThat(url.path()).isEqualTo("/");
        assertThat(url.query()).isEmpty();
        assertThat(url.fragment()).isEmpty();
        assertThat(url.requestTarget()).isEqualTo("/");
        assertThat(url.hostAndPort()).isEqualTo("example");
        assertThat(url.hasCredentials()).isFalse();
    }

    @Test
    void anEmptyQueryIsStillAsked() throws InvalidUrlException {
        WebUrl url = parse("http://example/p?#f");
        assertThat(url.query()).isEmpty();
        assertThat(url.requestTarget()).isEqualTo("/p?");
        assertThat(url.href()).isEqualTo("http://example/p?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example/",
                "ws://example/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "data:,x",
                "mailto:me@example",
                "gopher://example/",
                "example:80",
                "localhost:8080/x"
            })
    void otherSchemesAreRefusedWithAClearReason(String input) {
        assertThatThrownBy(() -> parse(input))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessage("scheme is neither http nor https");
    }

    @Test
    void aLinkToAnotherSchemeIsRefused() throws InvalidUrlException {
        WebUrl page = parse("http://example/");
        assertThatThrownBy(() -> page.resolve("mailto:me@example")).isInstanceOf(InvalidUrlException.class);
        assertThatThrownBy(() -> page.resolve("java\nscript:x")).isInstanceOf(InvalidUrlException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com      | relative URL without a base",
                "/path            | relative URL without a base",
                "''               | relative URL without a base",
                "http://          | host is empty",
                "http://u:p@      | credentials without a host",
                "http://[::1      | IPv6 address is not closed",
                "http://[1]/      | IPv6 address is malformed",
                "http://a b/      | host holds a forbidden character",
                "http://a%00b/    | host holds a forbidden character",
                "http://a%2fb/    | host holds a forbidden character",
                "http://a<b/      | host holds a forbidden character",
                "http://1.2.3.256 | IPv4 address is too large",
                "http://256.2.3.4 | IPv4 address holds a part above 255",
                "http://a.b.c.1   | IPv4 address holds a part that is no number",
                "http://1.2.3.4.5 | IPv4 address has more than four parts",
                "http://h:x/      | port is no number",
                "http://h:65536/  | port is above 65535",
            })
    void theReasonSaysWhatIsWrong(String input, String reason) {
        assertThatThrownBy(() -> parse(input))
                .isInstanceOfSatisfying(
                        InvalidUrlException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    /// Each of these has fooled a check that read the URL otherwise than the connection did.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://2130706433/                | 127.0.0.1",
                "http://0x7f.1/                    | 127.0.0.1",
                "http://0177.0.0.1/                | 127.0.0.1",
                "http://127.1/                     | 127.0.0.1",
                "http://127.0.0.1./                | 127.0.0.1",
                "http://%31%32%37.0.0.1/           | 127.0.0.1",
                "http://１２７.0.0.1/               | 127.0.0.1",
                "http://127。0。0。1/                | 127.0.0.1",
                "http://①②⑦.⓪.⓪.①/             | 127.0.0.1",
                "http://good@127.0.0.1/            | 127.0.0.1",
                "http://good#@127.0.0.1/           | good",
                "http://good?@127.0.0.1/           | good",
                "http://good\\@127.0.0.1/          | good",
                "http://good:80\\@127.0.0.1:80/    | good",
                "http://a:b@c:d@127.0.0.1/         | 127.0.0.1",
                "http:127.0.0.1/                   | 127.0.0.1",
                "http:///127.0.0.1/                | 127.0.0.1",
                "http:\\\\127.0.0.1/               | 127.0.0.1",
                "http://loc%61lhost/               | localhost",
                "http://ｌｏｃａｌｈｏｓｔ/          | localhost",
                "http://[::ffff:127.0.0.1]/        | [::ffff:7f00:1]",
                "http://[0:0:0:0:0:0:0:1]/         | [::1]",
                "http://exam\u00adple/             | example",
            })
    void aHostHasOneReading(String input, String host) throws InvalidUrlException {
        assertThat(parse(input).host()).isEqualTo(host);
    }

    @Test
    void addressesAreKnownAsSuchAndTheJdkDialsTheSame() throws InvalidUrlException, UnknownHostException {
        WebUrl six = parse("http://[2001:DB8::1]:81/");
        assertThat(six.isIpLiteral()).isTrue();
        assertThat(six.host()).isEqualTo("[2001:db8::1]");
        assertThat(six.hostForDialling()).isEqualTo("2001:db8::1");
        assertThat(six.hostAndPort()).isEqualTo("[2001:db8::1]:81");
        assertThat(InetAddress.getByName(six.hostForDialling())).isEqualTo(InetAddress.getByName("2001:db8::1"));

        WebUrl four = parse("http://0x7f000001/");
        assertThat(four.isIpLiteral()).isTrue();
        assertThat(four.hostForDialling()).isEqualTo("127.0.0.1");
    }

    @Test
    void resolvingNothingIsThePageItself() throws InvalidUrlException {
        WebUrl page = parse("http://example/a?b#c");
        assertThat(page.resolve("")).isEqualTo(page);
        assertThat(page.resolve("").fragment()).isEmpty();
        assertThat(page.resolve("#d").fragment()).isEqualTo("d");
        assertThat(page.resolve("#d").href()).isEqualTo(page.href());
        assertThat(page.resolve(page.href())).isEqualTo(page);
    }

    @Test
    void aLinkWithoutHostKeepsTheCredentialsAndOneWithHostDoesNot() throws InvalidUrlException {
        WebUrl page = parse("http://u:p@example/a");
        assertThat(page.resolve("b").href()).isEqualTo("http://u:p@example/b");
        assertThat(page.resolve("//other/b").hasCredentials()).isFalse();
    }

    @Test
    void credentialsCanBeTakenAway() throws InvalidUrlException {
        WebUrl url = parse("http://u:p@example:81/a?b#c");
        WebUrl clean = url.withoutCredentials();
        assertThat(clean.href()).isEqualTo("http://example:81/a?b");
        assertThat(clean.fragment()).isEqualTo("c");
        assertThat(clean.hasCredentials()).isFalse();
        assertThat(clean.withoutCredentials()).isSameAs(clean);
        assertThat(parse("http://:p@example/").hasCredentials()).isTrue();
        assertThat(parse("http://@example/").hasCredentials()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP://EXAMPLE:80,                     http://example/",
        "https://example:443/,                  https://example/",
        "http://example/a/../b/./c,             http://example/b/c",
        "http://example/%7euser/%c3%a9,         http://example/~user/%C3%A9",
        "http://example/é,                      http://example/%C3%A9",
        "http://example/%2e%2e/a,               http://example/a",
        "http://example/?b=%32&a=%2f,           http://example/?b=2&a=%2F",
        "'http://example/a#b',                  http://example/a",
        "http://example/?,                      http://example/?",
        "http://example/a b,                    http://example/a%20b",
    })
    void theCanonicalFormIsOneForEquivalentUrls(String input, String canonical) throws InvalidUrlException {
        assertThat(parse(input).canonical()).isEqualTo(canonical);
        assertThat(parse(canonical).canonical()).isEqualTo(canonical);
    }

    @Test
    void equivalentUrlsAreEqualAndOthersAreNot() throws InvalidUrlException {
        Set<WebUrl> seen = new HashSet<>();
        seen.add(parse("http://Example/%7Ea?x#f"));
        assertThat(seen).contains(parse("http://example:80/~a?x#g"));
        assertThat(seen).doesNotContain(parse("https://example/~a?x"));
        assertThat(seen).doesNotContain(parse("http://example/~A?x"));
        assertThat(seen).doesNotContain(parse("http://example/~a"));
        assertThat(seen).doesNotContain(parse("http://u@example/~a?x"));
        assertThat(seen).doesNotContain(parse("http://example./~a?x"));
        assertThat(parse("http://example/?a&b")).isNotEqualTo(parse("http://example/?b&a"));
        assertThat(parse("http://example/%2F")).isNotEqualTo(parse("http://example//"));
    }
}
