package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DomainToAsciiTest {
    private static final String UNICODE_17 = "holds a character of Unicode 17, and JDK 25 knows Unicode 16";

    /// Vectors of `IdnaTestV2.json` that fail, with the reason; each fails by refusing.
    private static final Map<String, String> KNOWN_TO_FAIL = Map.of(
            "", "the URL standard refuses an empty host, unlike UTS #46",
            "\ud88a\udd3120.\u97f3.\ua8661.", UNICODE_17,
            "\ud88a\udf9a9\ua369\u17d3.ss", UNICODE_17,
            "\ud88a\udf9a9\ua369\u17d3.SS", UNICODE_17);

    private static @Nullable String hostOrNull(String input) {
        try {
            return HostParser.parse(input, false).toString();
        } catch (InvalidUrlException ignored) {
            return null;
        }
    }

    @Test
    void everyAssortedVectorHolds() throws IOException {
        for (JsonNode vector : UrlVectors.read("toascii.json")) {
            String input = Objects.requireNonNull(UrlVectors.text(vector, "input"));
            assertThat(hostOrNull(input)).as(input).isEqualTo(UrlVectors.text(vector, "output"));
        }
    }

    @Test
    void everyUnicodeVectorHoldsButThoseKnown() throws IOException {
        TreeSet<String> failed = new TreeSet<>();
        for (JsonNode vector : UrlVectors.read("IdnaTestV2.json")) {
            String input = Objects.requireNonNull(UrlVectors.text(vector, "input"));
            String host = hostOrNull(input);
            if (!Objects.equals(host, UrlVectors.text(vector, "output"))) {
                assertThat(host).as("a wrong answer for %s", input).isNull();
                failed.add(input);
            }
        }
        assertThat(failed).containsExactlyInAnyOrderElementsOf(KNOWN_TO_FAIL.keySet());
    }

    @Test
    void whatIsAcceptedIsWrittenInAsciiAndReadBackTheSame() throws IOException {
        for (JsonNode vector : UrlVectors.read("IdnaTestV2.json")) {
            String host = hostOrNull(Objects.requireNonNull(UrlVectors.text(vector, "input")));
            if (host != null) {
                assertThat(host).isEqualTo(host.toLowerCase(Locale.ROOT)).isASCII();
                assertThat(hostOrNull(host)).isEqualTo(host);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EXAMPLE.com,        example.com",
        "bücher.example,     xn--bcher-kva.example",
        "BÜCHER.example,     xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example",
        "faß.de,             xn--fa-hia.de",
        "日本語。ＪＰ,        xn--wgv71a119e.jp",
        "☃.net,              xn--n3h.net",
        "a.é.,               a.xn--9ca.",
        ".é,                 .xn--9ca",
        "é..a,               xn--9ca..a",
        "xn--bcher-kva.é,    xn--bcher-kva.xn--9ca",
        "XN--BCHER-KVA.é,    xn--bcher-kva.xn--9ca",
    })
    void namesBecomeWhatDnsTakes(String domain, String ascii) throws InvalidUrlException {
        assertThat(DomainToAscii.convert(domain)).isEqualTo(ascii);
    }

    @ParameterizedTest
    @CsvSource({
        "xn--a!.é,        host holds a label that is no Punycode",
        "xn--é,           host holds a label that is no Punycode",
        "xn--.é,          host holds a Punycode label without need",
        "xn--abc-.é,      host holds a Punycode label without need",
        "xn--xn--e-esa.é, host holds a label in disguise",
        "\u0308a,         host holds a label that begins with a combining mark",
    })
    void labelsInDisguiseAreRefused(String domain, String reason) {
        assertThatThrownBy(() -> DomainToAscii.convert(domain)).hasMessage(reason);
    }

    @Test
    void punycodeThatIsNotComposedIsRefused() {
        String decomposed = "xn--" + Punycode.encode("u\u0308");
        assertThatThrownBy(() -> DomainToAscii.convert(decomposed + ".é")).hasMessage("host holds a label in disguise");
    }

    @Test
    void punycodeOfWhatWouldBeMappedIsRefused() {
        assertThatThrownBy(() -> DomainToAscii.convert("xn--a.é"))
                .as("U+0080")
                .hasMessage("host holds a character that no domain may hold");
        String capital = "xn--" + Punycode.encode("Ü");
        assertThatThrownBy(() -> DomainToAscii.convert(capital + ".é"))
                .hasMessage("host holds a character that no domain may hold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u00ad", "\u200b\ufeff"})
    void nothingIsNoHost(String domain) {
        assertThatThrownBy(() -> DomainToAscii.convert(domain)).hasMessage("host is empty");
    }

    @Test
    void malformedPunycodeIsLeftToDnsWhereAllIsAscii() throws InvalidUrlException {
        assertThat(DomainToAscii.convert("XN--a.example")).isEqualTo("xn--a.example");
    }

    @Test
    void internationalNamesAreBoundedBeforeAndAfterMapping() throws InvalidUrlException {
        int max = DomainToAscii.UNICODE_CHARACTERS_MAX;
        assertThat(DomainToAscii.convert("é".repeat(max))).startsWith("xn--");
        assertThatThrownBy(() -> DomainToAscii.convert("é".repeat(max + 1))).hasMessageContaining("longer than");
        // U+33AF is three characters once mapped.
        assertThatThrownBy(() -> DomainToAscii.convert("\u33af".repeat(max / 2)))
                .hasMessageContaining("longer than");
        assertThat(DomainToAscii.convert("a".repeat(max + 1))).hasSize(max + 1);
    }
}
