package io.riptide.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class Bm25Test {
    @Test
    void theFormulaIsThatOfTheBook() {
        Bm25 relevance = new Bm25("tide");
        relevance.put(0, "the tide the tide");
        relevance.put(1, "the harbour");
        // idf = ln(1 + (2 - 1 + .5) / (1 + .5)); length 4 of 3 on average
        double idf = Math.log(2);
        double expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 3));
        assertThat(relevance.score(0)).isCloseTo(expected, within(1e-9));
        assertThat(relevance.score(1)).isZero();
        assertThat(relevance.best()).isEqualTo(relevance.score(0));
    }

    @Test
    void aRareWordCountsMoreThanACommonOne() {
        Bm25 relevance = new Bm25("harbour tide");
        relevance.put(0, "harbour wall");
        relevance.put(1, "tide wall");
        relevance.put(2, "tide gauge");
        assertThat(relevance.score(0)).isGreaterThan(relevance.score(1));
    }

    @Test
    void caseAndPunctuationDoNotCount() {
        Bm25 relevance = new Bm25("\"Tide,\" HARBOUR!");
        relevance.put(0, "tide... (harbour)");
        relevance.put(1, "nothing");
        assertThat(relevance.score(0)).isPositive();
    }

    @Test
    void inScriptsWithoutSpacesEachCharacterIsAWord() {
        Bm25 relevance = new Bm25("\u6f6e\u6c50");
        relevance.put(0, "\u5927\u6f6e\u6c50\u8868");
        relevance.put(1, "\u5927\u8868");
        assertThat(relevance.score(0)).isPositive();
        assertThat(relevance.score(1)).isZero();
    }

    @Test
    void inScriptsOfSoutheastAsiaEachTwoNeighboursAreAWord() {
        Bm25 relevance = new Bm25("น้ำท่วม");
        relevance.put(0, "มีน้ำท่วมหนัก");
        relevance.put(1, "มวท่ นำ้");
        relevance.put(2, "กรุงเทพ");
        assertThat(relevance.score(0)).isGreaterThan(relevance.score(1));
        assertThat(relevance.score(2)).isZero();
    }

    @Test
    void aMarkIsPartOfItsWord() {
        Bm25 relevance = new Bm25("हिन्दी");
        relevance.put(0, "हिन्दी");
        relevance.put(1, "हद");
        assertThat(relevance.score(0)).isPositive();
        assertThat(relevance.score(1)).isZero();
    }

    @Test
    void aTextReplacesTheOneBefore() {
        Bm25 relevance = new Bm25("tide");
        relevance.put(0, "tide");
        relevance.put(0, "wall");
        assertThat(relevance.score(0)).isZero();
    }

    @Test
    void nothingAnswersAQueryWithoutWords() {
        Bm25 relevance = new Bm25("?!");
        relevance.put(0, "tide");
        assertThat(relevance.score(0)).isZero();
        assertThat(relevance.score(7)).isZero();
        assertThat(new Bm25("tide").best()).isZero();
    }
}
