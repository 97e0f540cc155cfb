package io.riptide.server.crawl.extract;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Tells the language of a text whose page does not: by its script where one language alone uses it, else by
/// how often the small words of a language occur.
///
/// It says nothing rather than guess: short texts, mixtures and languages it does not know stay unnamed.
///
/// - **Threading:** stateless.
/// - **Bounds:** the first [#CHARS_MAX] characters.
final class LanguageGuess {
    private static final int CHARS_MAX = 20_000;

    /// With fewer words of a language than this there is no telling it from its neighbours.
    private static final int HITS_MIN = 5;

    /// Words that each language needs all the time and its neighbours do not, or less.
    private static final Map<String, String> SMALL_WORDS = Map.ofEntries(
            Map.entry("en", "the and of to is that with for this are was you it not have from they which"),
            Map.entry("de", "der die das und ist nicht mit ein eine auf für sich auch werden den dem im zu wird"),
            Map.entry("fr", "le la les des et est une dans pour que qui pas sur du au avec ce sont plus vous"),
            Map.entry("es", "el la los las y en es que un una por con para del se no como más su al"),
            Map.entry("it", "il la di che è e un una per con non del della sono i gli le nel alla più"),
            Map.entry("pt", "o a os as e que não um uma para com em do da dos das por mais se ao é"),
            Map.entry("nl", "de het een en van is dat niet op te zijn voor met die aan ook er wordt bij je"),
            Map.entry("sv", "och att det är som en ett på för av med den inte till har om vi kan från"),
            Map.entry("da", "og at det er som en et på for af med den ikke til har om vi kan fra jeg blev"),
            Map.entry("nb", "og at det er som en et på for av med den ikke til har om vi kan fra jeg ble"),
            Map.entry("fi", "ja on ei se että oli ovat joka myös kun tai mutta sen hän niin kuin ole"),
            Map.entry("pl", "i w na z się nie do to jest że o jak po co dla od przez oraz są"),
            Map.entry("cs", "a se na v je že s do o z to jako pro ale by i byl jsou nebo ve"),
            Map.entry("hu", "a az és hogy nem is egy ez de van meg csak volt mint már ki lehet"),
            Map.entry("ro", "și de la în nu o care pe cu din este un mai pentru sunt fi să au"),
            Map.entry("tr", "ve bir bu da de için ile çok olarak daha gibi ne var kadar olan değil"),
            Map.entry("id", "yang dan di dengan untuk dari ini itu pada adalah tidak dalam akan atau juga"),
            Map.entry("vi", "và của là không có được cho một người trong các những với này để khi"));

    private static final Map<String, String[]> LANGUAGES_BY_WORD = byWord();

    private LanguageGuess() {}

    private static Map<String, String[]> byWord() {
        Map<String, String[]> languages = new HashMap<>();
        SMALL_WORDS.forEach((language, words) -> {
            for (String word : words.split(" ", -1)) {
                languages.merge(word, new String[] {language}, LanguageGuess::joined);
            }
        });
        return languages;
    }

    private static String[] joined(String[] some, String[] more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /// The language as a BCP 47 tag, or empty.
    static String of(String text) {
        String start = Cuts.chars(text, CHARS_MAX);
        String byScript = byScript(start);
        return byScript.equals("latin") ? bySmallWords(start) : byScript;
    }

    private static String byScript(String text) {
        Map<String, Integer> letters = new HashMap<>();
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isLetter(c)) {
                letters.merge(script(c), 1, Integer::sum);
                all++;
            }
        }
        // Japanese is written with Chinese characters too, Chinese never with kana.
        if (letters.getOrDefault("ja", 0) * 10 > all && all > 0) {
            return "ja";
        }
        for (Map.Entry<String, Integer> script : letters.entrySet()) {
            if (script.getValue() * 2 > all) {
                return script.getKey();
            }
        }
        return "";
    }

    private static String script(char c) {
        return switch (Character.UnicodeScript.of(c)) {
            case LATIN -> "latin";
            case HAN -> "zh";
            case HIRAGANA, KATAKANA -> "ja";
            case HANGUL -> "ko";
            case GREEK -> "el";
            case HEBREW -> "he";
            case THAI -> "th";
            case GEORGIAN -> "ka";
            case ARMENIAN -> "hy";
            case TAMIL -> "ta";
            case BENGALI -> "bn";
            // Of the languages in these scripts the one with by far the most pages.
            case CYRILLIC -> "ru";
            case ARABIC -> "ar";
            case DEVANAGARI -> "hi";
            default -> "";
        };
    }

    private static String bySmallWords(String text) {
        Map<String, Double> hits = new HashMap<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean isLetter = i < text.length() && Character.isLetter(text.charAt(i));
            if (isLetter && start < 0) {
                start = i;
            } else if (!isLetter && start >= 0) {
                count(text.substring(start, i), hits);
                start = -1;
            }
        }
        Map.Entry<String, Double> best = Map.entry("", 0.0);
        for (Map.Entry<String, Double> language : hits.entrySet()) {
            if (language.getValue() > best.getValue()) {
                best = language;
            }
        }
        return best.getValue() >= HITS_MIN ? best.getKey() : "";
    }

    /// A word that several languages have counts less for each.
    private static void count(String word, Map<String, Double> hits) {
        String[] languages = LANGUAGES_BY_WORD.get(word.toLowerCase(Locale.ROOT));
        if (languages != null) {
            for (String language : languages) {
                hits.merge(language, 1.0 / languages.length, Double::sum);
            }
        }
    }
}
