package io.riptide.server.crawl.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageGuessTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | The committee said that it was not the first time that they had to decide which of the two is better for you.
            de | Der Ausschuss sagte, dass es nicht das erste Mal ist und dass die Entscheidung auch für den Rat wird zu einer Frage.
            fr | Le comité a dit que ce ne sont pas les premiers et que la décision est dans une phase qui ne plaît pas à vous.
            es | El comité dijo que no es la primera vez y que los miembros se reunieron con las partes como en su caso.
            it | Il comitato ha detto che non è la prima volta e che i membri sono con le parti nel caso della decisione.
            pt | O comitê disse que não é a primeira vez e que os membros em uma reunião com as partes se mais tarde do que ao início.
            nl | De commissie zei dat het niet de eerste keer is en dat er ook een besluit wordt genomen met die partijen bij je.
            sv | Kommittén sade att det inte är första gången och att den har ett beslut som vi kan ta från början för alla.
            pl | Komitet powiedział, że nie jest to pierwszy raz i że się spotkał z członkami na posiedzeniu, jak po decyzji dla rady.
            fi | Komitea sanoi että se ei ole ensimmäinen kerta ja että hän on niin kuin muut, mutta sen päätös oli myös hyvä.
            tr | Komite bunun ilk olmadığını ve bir karar için çok daha fazla zaman gibi bir şey olarak kadar ne var dedi ve bu da.
            ru | Комитет сказал, что это не первый раз и что решение будет принято позже.
            el | Η επιτροπή είπε ότι δεν είναι η πρώτη φορά.
            ja | 委員会は、これが初めてではないと述べた。
            zh | 委员会表示，这不是第一次，决定将在以后作出。
            ko | 위원회는 이번이 처음이 아니라고 말했다.
            ar | قالت اللجنة إن هذه ليست المرة الأولى.
            he | הוועדה אמרה שזו לא הפעם הראשונה.
            th | คณะกรรมการกล่าวว่านี่ไม่ใช่ครั้งแรก
            hi | समिति ने कहा कि यह पहली बार नहीं है।
            """)
    void smallWordsAndScriptsTellTheLanguage(String language, String text) {
        assertThat(LanguageGuess.of(text)).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource({"''", "Login", "42", "Foo Bar Baz 12", "the cat"})
    void tooLittleTextIsNoLanguage(String text) {
        assertThat(LanguageGuess.of(text)).isEmpty();
    }

    @Test
    void whatThePageSaysIsBelieved() {
        String english =
                "<p>The committee said that it was not the first time that they had to decide which is it.</p>";
        assertThat(Pages.article("<html lang=fr>" + english).metadata().language())
                .isEqualTo("fr");
        assertThat(Pages.article("<meta property=og:locale content=pt_BR>" + english)
                        .metadata()
                        .language())
                .isEqualTo("pt-BR");
        assertThat(Pages.article(english).metadata().language()).isEqualTo("en");
    }
}
