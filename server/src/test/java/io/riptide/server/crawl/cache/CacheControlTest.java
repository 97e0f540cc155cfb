package io.riptide.server.crawl.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CacheControlTest {
    @Test
    void directivesAreSeparatedByCommasOverAllLines() {
        CacheControl control = of("public, max-age=60", "must-revalidate");

        assertThat(control.has("public")).isTrue();
        assertThat(control.has("must-revalidate")).isTrue();
        assertThat(control.seconds("max-age")).hasValue(60);
        assertThat(control.has("private")).isFalse();
    }

    @Test
    void namesAreCaseInsensitive() {
        assertThat(of("No-Store, MAX-AGE=5").has("no-store")).isTrue();
        assertThat(of("No-Store, MAX-AGE=5").seconds("max-age")).hasValue(5);
    }

    @Test
    void anArgumentMayBeATokenOrAQuotedString() {
        assertThat(of("max-age=\"60\"").seconds("max-age")).hasValue(60);
    }

    @Test
    void aCommaWithinQuotesEndsNothing() {
        CacheControl control = of("private=\"set-cookie, no-store\", max-age=1");

        assertThat(control.has("private")).isTrue();
        assertThat(control.has("no-store")).isFalse();
        assertThat(control.seconds("max-age")).hasValue(1);
    }

    @Test
    void aQuoteBehindABackslashEndsNothing() {
        CacheControl control = of("community=\"a\\\", no-store\", max-age=1");

        assertThat(control.has("no-store")).isFalse();
        assertThat(control.seconds("max-age")).hasValue(1);
    }

    @Test
    void ofADirectiveGivenTwiceTheFirstCounts() {
        assertThat(of("max-age=1, max-age=2", "max-age=3").seconds("max-age")).hasValue(1);
    }

    @Test
    void secondsThatAreNoneAreNotMissing() {
        assertThat(of("max-age=soon").seconds("max-age")).hasValue(0);
        assertThat(of("max-age").seconds("max-age")).hasValue(0);
        assertThat(of("max-age=-5").seconds("max-age")).hasValue(0);
        assertThat(of("max-age=1.5").seconds("max-age")).hasValue(0);
        assertThat(of("public").seconds("max-age")).isEmpty();
    }

    @Test
    void moreSecondsThanFitAreTheMost() {
        assertThat(of("max-age=99999999999999999999").seconds("max-age")).hasValue(2_147_483_648L);
        assertThat(of("max-age=2147483649").seconds("max-age")).hasValue(2_147_483_648L);
    }

    @Test
    void emptyElementsAreIgnored() {
        CacheControl control = of(", ,max-age=1,, ", "");

        assertThat(control.seconds("max-age")).hasValue(1);
        assertThat(control.has("")).isFalse();
    }

    private static CacheControl of(String... lines) {
        return CacheControl.of(List.of(lines));
    }
}
