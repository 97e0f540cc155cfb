package io.riptide.server.crawl.extract.choice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
    private final Vocabulary vocabulary = new Vocabulary();

    @ParameterizedTest
    @ValueSource(
            strings = {"post-navigation", "post_navigation", "postNavigation", "x POST--navigation", "Post Navigation"})
    void namesAreSplitIntoWordsHoweverTheyAreJoined(String name) {
        assertThat(vocabulary.meanings(name, "") & Vocabulary.PROMOTION).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unrelated", "sharepoint", "canvas", "adserver", "navigator", "filtered", "reader"})
    void partsOfWordsMeanNothing(String name) {
        assertThat(vocabulary.meanings(name, "")).isZero();
    }

    @Test
    void classAndIdMeanTogether() {
        int meanings = vocabulary.meanings("comments", "sidebar");
        assertThat(meanings).isEqualTo(Vocabulary.COMMENTS | Vocabulary.FRAME);
    }

    @Test
    void noNamesMeanNothing() {
        assertThat(vocabulary.meanings("", "")).isZero();
        assertThat(vocabulary.meanings("123 --", "_")).isZero();
    }

    @Test
    void longNamesAreReadAtTheirStartOnly() {
        assertThat(vocabulary.meanings("x".repeat(500) + " sidebar", "")).isZero();
        assertThat(vocabulary.meanings("sidebar " + "x".repeat(500), "")).isEqualTo(Vocabulary.FRAME);
    }
}
