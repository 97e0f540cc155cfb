package io.riptide.server.crawl.extract;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkResolverTest {
    private final LinkResolver links = new LinkResolver("http://a/b/c/d;p?q#f", UTF_8);

    /// RFC 3986, 5.4.1 "Normal Examples" and 5.4.2 "Abnormal Examples", those with http.
    @ParameterizedTest
    @CsvSource({
        "g,http://a/b/c/g",
        "./g,http://a/b/c/g",
        "g/,http://a/b/c/g/",
        "/g,http://a/g",
        "//g,http://g/",
        "?y,http://a/b/c/d;p?y",
        "g?y,http://a/b/c/g?y",
        "#s,http://a/b/c/d;p?q#s",
        "g#s,http://a/b/c/g#s",
        "g?y#s,http://a/b/c/g?y#s",
        ";x,http://a/b/c/;x",
        "g;x,http://a/b/c/g;x",
        "'',http://a/b/c/d;p?q",
        ".,http://a/b/c/",
        "./,http://a/b/c/",
        "..,http://a/b/",
        "../,http://a/b/",
        "../g,http://a/b/g",
        "../..,http://a/",
        "../../g,http://a/g",
        "../../../g,http://a/g",
        "/./g,http://a/g",
        "/../g,http://a/g",
        "g.,http://a/b/c/g.",
        "..g,http://a/b/c/..g",
        "./../g,http://a/b/g",
        "g/./h,http://a/b/c/g/h",
        "g/../h,http://a/b/c/h",
        "g?y/../x,http://a/b/c/g?y/../x",
        "http:g,http://a/b/c/g"
    })
    void referencesResolveAsTheStandardSays(String reference, String url) {
        assertThat(links.resolve(reference)).contains(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "mailto:a@b",
                "data:text/html,x",
                "ftp://a/b",
                "tel:1",
                "JaVaScRiPt:x",
                "http://",
                "https:///",
                "java\nscript:alert(1)"
            })
    void otherSchemesAreNoLinks(String reference) {
        assertThat(links.resolve(reference)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "' /a b ',http://a/a%20b",
        "/ü,http://a/%C3%BC",
        "/😀,http://a/%F0%9F%98%80",
        "\\x\\y,http://a/x/y",
        "HTTPS://Example.ORG/Path,https://example.org/Path",
        "https://example.org,https://example.org/",
        "https://example.org?q,https://example.org/?q",
        "//bücher.example/x,http://bücher.example/x",
        "/a%20b?c=d%26,http://a/a%20b?c=d%26"
    })
    void browsersLeniencyIsFollowed(String reference, String url) {
        assertThat(links.resolve(reference)).contains(url);
    }

    @Test
    void lineEndsInsideAReferenceGo() {
        assertThat(links.resolve("/a\n\tb")).contains("http://a/ab");
    }

    @Test
    void withoutABaseOnlyAbsoluteReferencesCount() {
        var none = new LinkResolver("about:blank", UTF_8);
        assertThat(none.resolve("/x")).isEmpty();
        assertThat(none.resolve("https://b/x")).contains("https://b/x");
    }

    @Test
    void baseWithoutAPathHasTheRoot() {
        assertThat(new LinkResolver("https://example.org", UTF_8).resolve("x")).contains("https://example.org/x");
        assertThat(new LinkResolver("https://example.org?q=/a/b", UTF_8).resolve("x"))
                .contains("https://example.org/x");
    }

    @Test
    void overlongReferencesAreNotResolved() {
        assertThat(links.resolve("/" + "x".repeat(LinkResolver.REFERENCE_CHARS_MAX)))
                .isEmpty();
    }

    @Test
    void queriesAreInThePagesEncodingAndPathsInUtf8() {
        var cyrillic = new LinkResolver("https://a.example/", Charset.forName("windows-1251"));
        assertThat(cyrillic.resolve("/д?д=д#д")).contains("https://a.example/%D0%B4?%E4=%E4#%D0%B4");
        assertThat(cyrillic.resolve("?q=日")).contains("https://a.example/?q=%26%2326085%3B");
        var japanese = new LinkResolver("https://a.example/", Charset.forName("Shift_JIS"));
        assertThat(japanese.resolve("?q=ア ソ")).contains("https://a.example/?q=%83A%20%83%5C");
        assertThat(new LinkResolver("https://a.example/", UTF_16LE).resolve("?é"))
                .contains("https://a.example/?%C3%A9");
    }
}
