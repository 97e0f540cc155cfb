package io.riptide.server.crawl.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScriptNamesTest {
    private static final ScriptNames NAMES = new ScriptNames("__", "A__", "BA", "_");
    private static final Pattern SAME = Pattern.compile("__(?:A__|BA|_)");

    @Test
    void namesAreFoundWhereAnExpressionFindsThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            String script = random.ints(random.nextInt(12), 0, 4)
                    .collect(StringBuilder::new, (text, c) -> text.append("_AB ".charAt(c)), StringBuilder::append)
                    .toString();
            int from = random.nextInt(script.length() + 1);
            int end = from + random.nextInt(script.length() - from + 1);
            Matcher same = SAME.matcher(script).region(from, end);
            assertThat(NAMES.endOfNext(script, from, end))
                    .as("seed=%d script=%s from=%d end=%d", seed, script, from, end)
                    .isEqualTo(same.find() ? same.end() : -1);
        }
    }

    @Test
    void whatIsPastTheEndIsNotLookedAt() {
        assertThat(NAMES.isIn("var __BA", 8)).isTrue();
        assertThat(NAMES.isIn("var __BA", 7)).isFalse();
    }
}
