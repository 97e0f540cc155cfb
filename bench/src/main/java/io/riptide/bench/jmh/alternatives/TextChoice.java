package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.server.text.TextChars;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How does one look at each character of a page's texts? One operation counts what is no white space in 100
/// texts of some 150 characters, as the extractor does. By itself `charAt` wins; whole crawls chose the array.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class TextChoice extends Measured {
    private static final int TEXTS = 100;
    private static final int WORDS_MAX = 60;

    /// Percent of the texts that are not Latin-1, which Java keeps as UTF-16: a quotation mark is enough.
    @Param({"0", "20", "100"})
    public int wide;

    private String[] texts;
    private final TextChars chars = new TextChars();

    @Setup
    public void set() {
        Random random = new Random(1);
        texts = new String[TEXTS];
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder words = new StringBuilder(random.nextInt(100) < wide ? "\u2019" : "");
            for (int word = random.nextInt(WORDS_MAX); word >= 0; word--) {
                words.append("abcdefgh", 0, 1 + random.nextInt(8)).append(' ');
            }
            texts[i] = words.toString();
        }
    }

    /// Copied into an array that is used again, and counted without a branch.
    @Chosen
    @Benchmark
    public int array() {
        int visible = 0;
        for (String one : texts) {
            char[] all = chars.of(one);
            for (int i = 0; i < one.length(); i++) {
                visible += (' ' - all[i]) >>> 31;
            }
        }
        proof.see(visible);
        return visible;
    }

    /// The same sum, each character asked for.
    @Benchmark
    public int charAt() {
        int visible = 0;
        for (String one : texts) {
            for (int i = 0; i < one.length(); i++) {
                visible += (' ' - one.charAt(i)) >>> 31;
            }
        }
        proof.see(visible);
        return visible;
    }

    /// As one would write it.
    @Benchmark
    public int charAtAndBranch() {
        int visible = 0;
        for (String one : texts) {
            for (int i = 0; i < one.length(); i++) {
                char c = one.charAt(i);
                visible += c > ' ' ? 1 : 0;
            }
        }
        proof.see(visible);
        return visible;
    }
}
