package io.riptide.bench.extract;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often each word occurs in a text: runs of `\w` in the sense of Unicode, in lower case.
final class WordBag {
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

    private final Map<String, Integer> counts = new HashMap<>();
    private int total;

    static WordBag of(String text) {
        WordBag bag = new WordBag();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            bag.counts.merge(matcher.group(), 1, Integer::sum);
            bag.total++;
        }
        return bag;
    }

    int total() {
        return total;
    }

    /// Words that both have, each as often as the one that has it less often.
    int common(WordBag other) {
        int common = 0;
        for (Map.Entry<String, Integer> word : counts.entrySet()) {
            common += Math.min(word.getValue(), other.counts.getOrDefault(word.getKey(), 0));
        }
        return common;
    }
}
