package io.riptide.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.config.ConfigKey;
import io.riptide.server.config.ConfigLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> NAMES =
            ConfigLoader.keys().stream().map(ConfigKey::name).toList();

    @ParameterizedTest
    @CsvSource({
        "server.prot,server.port",
        "sever.port,server.port",
        "Server.Port,server.port",
        "http.idle_timeout,http.idle-timeout",
        "crawl.alow-privat,crawl.allow-private",
        "port,server.port",
        "net.port,server.port",
        "allow-private,crawl.allow-private"
    })
    void aNearNameIsSuggested(String written, String meant) {
        assertThat(Spelling.nearest(written, NAMES)).contains(meant);
    }

    @Test
    void nothingIsSuggestedForNonsense() {
        assertThat(Spelling.nearest("xyzzy", NAMES)).isEmpty();
        assertThat(Spelling.nearest("", NAMES)).isEmpty();
        assertThat(Spelling.nearest("x".repeat(10_000), NAMES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "flaw,lawn,2", "crwal,crawl,1", "ab,ba,1", "same,same,0", "a,'',1"})
    void editsAreInsertionsDeletionsSubstitutionsAndExchanges(String left, String right, int edits) {
        assertThat(Spelling.edits(left, right)).isEqualTo(edits);
        assertThat(Spelling.edits(right, left)).isEqualTo(edits);
    }
}
