package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebUrlFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final int MEGABYTE = 1 << 20;

    /// What URLs are made of and what upsets their readers.
    private static final String[] PIECES = {
        "http:",
        "https:",
        "HTTP",
        "file:",
        "x:",
        "/",
        "/",
        "//",
        "\\",
        "?",
        "#",
        "@",
        ":",
        "::",
        ".",
        "..",
        "%2e",
        "%",
        "%41",
        "%7E",
        "%2f",
        "%zz",
        "%c3%a9",
        "%ff",
        "[",
        "]",
        "[::1]",
        "[1:2::]",
        "a",
        "b",
        "example.com",
        "xn--",
        "xn--9ca",
        "127.1",
        "0x7f",
        "1",
        "08",
        "80",
        ":443",
        ":65536",
        "é",
        "ß",
        "。",
        "\u00ad",
        "\u200d",
        "\u05d0",
        "\ud83d\ude00",
        "\ud800",
        "\ufffd",
        " ",
        "\t",
        "\n",
        "\0",
        "|",
        "<",
        "'",
        "C:",
        "C|",
        "a".repeat(70)
    };

    private static String randomText(Random random, String head) {
        StringBuilder text = new StringBuilder(head);
        int pieces = random.nextInt(12);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static @Nullable WebUrl parseOrNull(String text) {
        try {
            return WebUrl.parse(text);
        } catch (InvalidUrlException ignored) {
            return null;
        }
    }

    private static @Nullable UrlRecord recordOrNull(String text, @Nullable UrlRecord base) {
        try {
            return UrlParser.parse(text, base);
        } catch (InvalidUrlException ignored) {
            return null;
        }
    }

    @Test
    void whateverIsAcceptedIsReadBackTheSame() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = randomText(random, "http://");
            WebUrl url = parseOrNull(text);
            if (url != null) {
                accepted++;
                checkLaws(url, "seed " + seed + ": " + text);
            }
        }
        assertThat(accepted).as("seed %d", seed).isGreaterThan(ROUNDS / 20);
    }

    private static void checkLaws(WebUrl url, String name) {
        assertThat(url.href()).as(name).isASCII().doesNotContain(" ", "\\t", "\n", "#");
        assertThat(url.requestTarget()).as(name).startsWith("/");
        assertThat(url.port()).as(name).isBetween(0, 0xFFFF);
        assertThat(url.host()).as(name).isNotEmpty().doesNotContain("/", "@", "?", "%", "\\");

        WebUrl again = parseOrNull(url.href());
        assertThat(again).as(name).isNotNull();
        assertThat(again == null ? "" : again.href()).as(name).isEqualTo(url.href());

        WebUrl canonical = parseOrNull(url.canonical());
        assertThat(canonical).as(name).isEqualTo(url);
        assertThat(canonical == null ? "" : canonical.href()).as(name).isEqualTo(url.canonical());
        assertThat(canonical == null ? "" : canonical.origin()).as(name).isEqualTo(url.origin());
    }

    @Test
    void everySchemeAndReferenceIsReadBackTheSame() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            UrlRecord base = recordOrNull(randomText(random, random.nextBoolean() ? "http://h" : ""), null);
            UrlRecord url = base == null ? null : recordOrNull(randomText(random, ""), base);
            if (url != null) {
                assertThat(recordOrNull(url.href(), null))
                        .as("seed %d: %s", seed, url.href())
                        .isEqualTo(url);
            }
        }
    }

    /// Work that grew with the square would run into the suite's time limit.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/", "a/", "../", "/..", "a/../", "%2e/", ".", "@", ":", ":@", "[", "]", "[:", "1.", "0", "0x", "%",
                "%41", "%%34", "é", "\ud800", "?", "#", " ", "\t", "a\n", "\\", "xn--", "xn--a.", "。", "\u0300",
                "\u00ad", "a"
            })
    void aMegabyteOfAnythingTakesLinearTime(String piece) throws InvalidUrlException {
        String bulk = piece.repeat(MEGABYTE / piece.length());
        Function<String, Object> outcome = text -> {
            WebUrl url = parseOrNull(text);
            return url == null ? "refused" : url.canonical();
        };
        for (String head : new String[] {"", "http://", "http://h/", "http://h?"}) {
            assertThat(outcome.apply(head + bulk)).isNotNull();
        }
        WebUrl page = WebUrl.parse("http://h/a/b/c");
        assertThat(page.resolve("x/" + bulk).host()).isEqualTo("h");
    }
}
