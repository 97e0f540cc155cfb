package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// For every scheme; what the web's two schemes add is in [WebUrlTest].
class UrlParserTest {
    /// Vectors of `urltestdata.json` that fail, as `input | base`, with the reason. There are none.
    private static final Map<String, String> KNOWN_TO_FAIL = Map.of();

    private static String parse(String input) throws InvalidUrlException {
        return UrlParser.parse(input, null).href();
    }

    private static String parse(String input, String base) throws InvalidUrlException {
        return UrlParser.parse(input, UrlParser.parse(base, null)).href();
    }

    @Test
    void everyWebPlatformVectorHolds() throws IOException {
        List<JsonNode> vectors = UrlVectors.read("urltestdata.json");
        List<String> failed = new ArrayList<>();
        for (JsonNode vector : vectors) {
            if (!expected(vector).equals(actual(vector))) {
                failed.add(UrlVectors.text(vector, "input") + " | " + UrlVectors.text(vector, "base"));
            }
        }
        assertThat(failed).containsExactlyInAnyOrderElementsOf(KNOWN_TO_FAIL.keySet());
        assertThat(vectors).hasSizeGreaterThan(800);
    }

    /// The vector's own view of the outcome, empty for a refusal.
    private static Map<String, String> expected(JsonNode vector) {
        Map<String, String> parts = new LinkedHashMap<>();
        if (vector.has("failure")) {
            return parts;
        }
        for (String part : List.of(
                "href", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash")) {
            parts.put(part, Objects.requireNonNull(UrlVectors.text(vector, part), part));
        }
        return parts;
    }

    private static Map<String, String> actual(JsonNode vector) {
        Map<String, String> parts = new LinkedHashMap<>();
        UrlRecord url;
        try {
            String base = UrlVectors.text(vector, "base");
            String input = Objects.requireNonNull(UrlVectors.text(vector, "input"));
            url = UrlParser.parse(input, base == null ? null : UrlParser.parse(base, null));
        } catch (InvalidUrlException ignored) {
            return parts;
        }
        Host host = url.host();
        parts.put("href", url.href());
        parts.put("protocol", url.scheme() + ":");
        parts.put("username", url.username());
        parts.put("password", url.password());
        parts.put("host", url.hostAndPort());
        parts.put("hostname", host == null ? "" : host.toString());
        parts.put("port", url.port() < 0 ? "" : Integer.toString(url.port()));
        parts.put("pathname", url.path());
        parts.put("search", withMark("?", url.query()));
        parts.put("hash", withMark("#", url.fragment()));
        return parts;
    }

    /// As the DOM shows them: an empty query looks like none.
    private static String withMark(String mark, @Nullable String part) {
        return part == null || part.isEmpty() ? "" : mark + part;
    }

    @Test
    void everyAcceptedVectorIsWrittenSoThatItIsReadBackTheSame() throws IOException, InvalidUrlException {
        for (JsonNode vector : UrlVectors.read("urltestdata.json")) {
            String href = UrlVectors.text(vector, "href");
            if (href != null) {
                UrlRecord url = UrlParser.parse(href, null);
                assertThat(url.href()).isEqualTo(href);
                assertThat(UrlParser.parse(url.href(), null)).isEqualTo(url);
            }
        }
    }

    @Test
    void controlsAndSpacesAroundAreTrimmedAndLineEndsWithinDropped() throws InvalidUrlException {
        assertThat(parse("\0\u001f  ht\ntp://ex\tample/\r\na b \u0001 ")).isEqualTo("http://example/a%20b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http:example", "http:/example", "http:\\\\example", "http:////example", "HTTP:/\\example"})
    void anyNumberOfSlashesBeginsASpecialAuthority(String input) throws InvalidUrlException {
        assertThat(parse(input)).isEqualTo("http://example/");
    }

    @ParameterizedTest
    @CsvSource({
        "g,              http://a/b/c/g",
        "./g,            http://a/b/c/g",
        "g/,             http://a/b/c/g/",
        "/g,             http://a/g",
        "//g,            http://g/",
        "?y,             http://a/b/c/d;p?y",
        "g?y,            http://a/b/c/g?y",
        "'#s',           http://a/b/c/d;p?q#s",
        "g#s,            http://a/b/c/g#s",
        ";x,             http://a/b/c/;x",
        "'',             http://a/b/c/d;p?q",
        ".,              http://a/b/c/",
        "..,             http://a/b/",
        "../g,           http://a/b/g",
        "../..,          http://a/",
        "../../../g,     http://a/g",
        "/./g,           http://a/g",
        "/../g,          http://a/g",
        "g.,             http://a/b/c/g.",
        "..g,            http://a/b/c/..g",
        "./../g,         http://a/b/g",
        "g/../h,         http://a/b/c/h",
        "g;x=1/../y,     http://a/b/c/y",
        "%2E%2e/g,       http://a/b/g",
        "http:g,         http://a/b/c/g",
        "https:g,        https://g/",
        "\\g,            http://a/g",
        "\\\\g\\h,       http://g/h",
        "..\\g,          http://a/b/g",
    })
    void referencesAreResolvedAgainstTheBase(String reference, String expected) throws InvalidUrlException {
        assertThat(parse(reference, "http://a/b/c/d;p?q#f")).isEqualTo(expected);
    }

    @Test
    void backslashIsASlashOnlyToSpecialSchemes() throws InvalidUrlException {
        assertThat(parse("http://h\\p")).isEqualTo("http://h/p");
        assertThatThrownBy(() -> parse("other://h\\p")).isInstanceOf(InvalidUrlException.class);
        assertThat(parse("other://h/a\\p")).isEqualTo("other://h/a\\p");
    }

    @Test
    void theLastAtSignEndsTheCredentials() throws InvalidUrlException {
        UrlRecord url = UrlParser.parse("http://u@s:p:w@evil@host/", null);
        assertThat(url.username()).isEqualTo("u%40s");
        assertThat(url.password()).isEqualTo("p%3Aw%40evil");
        assertThat(url.hostAndPort()).isEqualTo("host");
    }

    @Test
    void aBackslashEndsTheAuthorityBeforeAnAtSign() throws InvalidUrlException {
        assertThat(parse("http://good\\@evil/")).isEqualTo("http://good/@evil/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://u@", "http://u@/p", "http://:80/", "http://", "http://?q", "other://u@", "other://:1"})
    void anAuthorityThatPromisesAHostMustHaveOne(String input) {
        assertThatThrownBy(() -> parse(input)).isInstanceOf(InvalidUrlException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:80/,    http://h/",
        "http://h:/,      http://h/",
        "http://h:0/,     http://h:0/",
        "http://h:00443/, http://h:443/",
        "https://h:443/,  https://h/",
        "ws://h:80/,      ws://h/",
        "wss://h:443/,    wss://h/",
        "ftp://h:21/,     ftp://h/",
        "other://h:80/,   other://h:80/",
        "http://h:65535/, http://h:65535/",
    })
    void theDefaultPortIsLeftOut(String input, String expected) throws InvalidUrlException {
        assertThat(parse(input)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h:65536/", "http://h:4294967376/", "http://h:8a/", "http://h:-1/", "http://h:8 0/"})
    void aPortIsSixteenBitsOfDecimal(String input) {
        assertThatThrownBy(() -> parse(input)).isInstanceOf(InvalidUrlException.class);
    }

    @Test
    void aRelativeReferenceNeedsABaseThatCanHaveThem() throws InvalidUrlException {
        assertThatThrownBy(() -> parse("path")).hasMessage("relative URL without a base");
        assertThatThrownBy(() -> parse("path", "mailto:me")).hasMessage("base cannot have relative URLs");
        assertThat(parse("#f", "mailto:me?q")).isEqualTo("mailto:me?q#f");
    }

    @Test
    void anOpaquePathKeepsItsSpacesButNotAtRisk() throws InvalidUrlException {
        assertThat(parse("data:a b  ?q")).isEqualTo("data:a b %20?q");
        assertThat(parse("data:a b  ")).isEqualTo("data:a b");
    }

    @Test
    void aPathOfTwoSlashesIsNotWrittenAsAHost() throws InvalidUrlException {
        UrlRecord url = UrlParser.parse("other:/.//p", null);
        assertThat(url.path()).isEqualTo("//p");
        assertThat(url.href()).isEqualTo("other:/.//p");
    }

    @ParameterizedTest
    @CsvSource({
        "file:c:\\a\\..\\..,   file:///c:/",
        "file:///C|/x,         file:///C:/x",
        "file://localhost/x,   file:///x",
        "file://host/x,        file://host/x",
        "file:x,               file:///x",
        "file:,                file:///",
    })
    void fileUrlsKnowDrivesAndLocalhost(String input, String expected) throws InvalidUrlException {
        assertThat(parse(input)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "x,      file:///C:/a/x",
        "..,     file:///C:/",
        "../..,  file:///C:/",
        "/x,     file:///C:/x",
        "/D:/x,  file:///D:/x",
        "D|,     file:///D:",
        "//h/x,  file://h/x",
        "?q,     file:///C:/a/b?q",
    })
    void fileReferencesStayOnTheDrive(String reference, String expected) throws InvalidUrlException {
        assertThat(parse(reference, "file:///C:/a/b")).isEqualTo(expected);
    }
}
