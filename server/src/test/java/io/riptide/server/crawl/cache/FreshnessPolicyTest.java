package io.riptide.server.crawl.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.riptide.server.config.RiptideConfig;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9111, section by section.
class FreshnessPolicyTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:37Z");
    private static final String DATE_NOW = "Date: Sun, 06 Nov 1994 08:49:37 GMT";
    private static final Duration HEURISTIC = Duration.ofHours(1);
    private static final Duration NEGATIVE = Duration.ofSeconds(30);
    private static final FreshnessPolicy POLICY = new FreshnessPolicy(
            HEURISTIC, NEGATIVE, Duration.ofHours(24), Duration.ofSeconds(40), Duration.ofHours(48));
    private static final String TAG = "ETag: \"a\"";

    static Stream<Arguments> lifetimes() {
        return Stream.of(
                // 4.2.1: in this order
                arguments("Cache-Control: s-maxage=10, max-age=20|Expires: Sun, 06 Nov 1994 08:50:07 GMT", 10),
                arguments("Cache-Control: max-age=20|Expires: Sun, 06 Nov 1994 08:50:07 GMT", 20),
                arguments("Expires: Sun, 06 Nov 1994 08:50:07 GMT", 30),
                arguments("Expires: Sunday, 06-Nov-94 08:50:07 GMT", 30),
                // Expires less Date, whatever the clock here says
                arguments("Date: Sun, 06 Nov 1994 08:59:37 GMT|Expires: Sun, 06 Nov 1994 09:00:07 GMT", 30),
                // 4.2.3: less the age on arrival, by Age or by Date
                arguments("Cache-Control: max-age=20|Age: 5", 15),
                arguments("Cache-Control: max-age=20|Date: Sun, 06 Nov 1994 08:49:30 GMT", 13),
                arguments("Cache-Control: max-age=20|Date: Sun, 06 Nov 1994 08:49:30 GMT|Age: 2", 13),
                arguments("Cache-Control: max-age=20|Date: Sun, 06 Nov 1994 08:49:30 GMT|Age: 9", 11),
                arguments("Cache-Control: s-maxage=10|Age: 3", 7),
                arguments("Expires: Sun, 06 Nov 1994 08:50:07 GMT|" + DATE_NOW + "|Age: 10", 20),
                arguments("Cache-Control: max-age=20|Age: 21", 0),
                // 5.1: an Age that makes no sense is ignored
                arguments("Cache-Control: max-age=20|Age: -5", 20),
                arguments("Cache-Control: max-age=20|Age: old", 20),
                // a Date from the future makes nobody younger
                arguments("Cache-Control: max-age=20|Date: Sun, 06 Nov 1994 09:49:37 GMT", 20),
                // 4.2.2
                arguments("Server: x", 3600),
                arguments("Age: 7200", 3600),
                arguments("Cache-Control: public", 3600),
                // 4.2.1: what is invalid is stale
                arguments("Cache-Control: max-age=soon", 0),
                arguments("Expires: 0", 0),
                arguments("Expires: -1", 0),
                arguments("Expires: Sun, 06 Nov 1994 08:49:36 GMT", 0),
                arguments("Cache-Control: max-age=0", 0),
                // 5.2.2.4, with an argument or without, whatever else there is
                arguments("Cache-Control: no-cache, max-age=60", 0),
                arguments("Cache-Control: no-cache=\"set-cookie\", max-age=60", 0),
                // at most what is configured
                arguments("Cache-Control: max-age=31536000", 86_400),
                arguments("Cache-Control: immutable, max-age=60", 60));
    }

    @ParameterizedTest
    @MethodSource("lifetimes")
    void anAnswerIsFreshForAsLongAsItSays(String fields, long seconds) {
        Freshness freshness = judge(200, fields + '|' + TAG);

        assertThat(freshness.isStorable()).isTrue();
        assertThat(freshness.isNegative()).isFalse();
        assertThat(Duration.between(NOW, freshness.freshUntil())).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cache-Control: no-store",
                "Cache-Control: max-age=60, No-Store",
                "Cache-Control: private",
                "Cache-Control: private, max-age=60",
                "Cache-Control: private=\"set-cookie\"",
                "Vary: *",
                "Vary: Accept, *",
                "Content-Range: bytes 0-9/100"
            })
    void whatIsForbiddenIsNotStored(String fields) {
        assertThat(judge(200, fields + '|' + TAG)).isEqualTo(Freshness.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "cookie", "Proxy-Authorization", "X-API-Key", "X-Auth-Token"})
    void theAnswerToARequestWithASecretIsNotStored(String name) {
        HeaderFields request = new HeaderFields(List.of(new HeaderField(name, "x")));

        assertThat(POLICY.judge(answered(200, request, fields("Cache-Control: public, max-age=60"))))
                .isEqualTo(Freshness.NONE);
    }

    @Test
    void whatTheClientDoesNotWantStoredIsNotStored() {
        HeaderFields request = fields("Cache-Control: no-store");

        assertThat(POLICY.judge(answered(200, request, fields("Cache-Control: max-age=60"))))
                .isEqualTo(Freshness.NONE);
    }

    @Test
    void anotherFieldOfTheRequestForbidsNothing() {
        assertThat(POLICY.judge(answered(200, fields("Accept-Language: de"), fields("Vary: Accept-Language")))
                        .isStorable())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "200, true, false",
        "203, true, false",
        "204, true, false",
        "206, false, false",
        "304, false, false",
        "199, false, false",
        "101, false, false",
        "300, true, true",
        "301, true, true",
        "308, true, true",
        "302, false, false",
        "307, false, false",
        "404, true, true",
        "405, true, true",
        "410, true, true",
        "414, true, true",
        "501, true, true",
        "400, false, false",
        "401, false, false",
        "403, false, false",
        "429, false, false",
        "500, false, false",
        "502, false, false",
        "503, false, false",
        "504, false, false"
    })
    void onlySomeStatusesAreStoredWithoutBeingTold(int status, boolean isStorable, boolean isNegative) {
        Freshness freshness = judge(status, "Server: x");

        assertThat(freshness.isStorable()).isEqualTo(isStorable);
        assertThat(freshness.isNegative()).isEqualTo(isNegative);
    }

    @ParameterizedTest
    @CsvSource({
        "404, Server: x, 30",
        "404, Cache-Control: max-age=10, 10",
        "404, Cache-Control: max-age=3600, 30",
        "403, Cache-Control: max-age=3600, 30",
        "403, Cache-Control: public, 30",
        "503, Cache-Control: s-maxage=5, 5",
        "503, 'Expires: Sun, 06 Nov 1994 08:49:47 GMT', 10"
    })
    void anErrorIsFreshBriefly(int status, String fields, long seconds) {
        Freshness freshness = judge(status, fields + '|' + TAG);

        assertThat(freshness.isNegative()).isTrue();
        assertThat(Duration.between(NOW, freshness.freshUntil())).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(freshness.validators().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cache-Control: no-cache", "Cache-Control: max-age=0", "Expires: 0"})
    void anErrorThatMustBeAskedForIsNotStored(String fields) {
        assertThat(judge(404, fields)).isEqualTo(Freshness.NONE);
    }

    @Test
    void anAnswerThatCouldNeverBeUsedIsNotStored() {
        assertThat(judge(200, "Cache-Control: no-cache")).isEqualTo(Freshness.NONE);
        assertThat(judge(200, "Cache-Control: no-cache|Last-Modified: last week"))
                .isEqualTo(Freshness.NONE);
        assertThat(judge(200, "Cache-Control: no-cache|" + TAG).isStorable()).isTrue();
    }

    /// RFC 5861, section 4, and RFC 9111, section 4.2.4; 40 is what the node itself allows.
    @ParameterizedTest
    @CsvSource({
        "max-age=60, 40",
        "public, 40",
        "'max-age=60, stale-if-error=5', 5",
        "'max-age=0, stale-if-error=500', 500",
        "'stale-if-error=\"7\", max-age=60', 7",
        "'max-age=60, stale-if-error=0', 0",
        "'max-age=60, stale-if-error=soon', 0",
        "'max-age=60, stale-if-error', 0",
        "'max-age=60, stale-if-error=999999999999', 172800",
        "'max-age=60, stale-if-error=5, must-revalidate', 0",
        "'max-age=60, stale-if-error=5, proxy-revalidate', 0",
        "'s-maxage=60, stale-if-error=5', 0",
        "'no-cache, max-age=60, stale-if-error=5', 0",
        "'no-cache=\"Set-Cookie\", max-age=60, stale-if-error=5', 0"
    })
    void somethingStaleStandsInForAsLongAsItMay(String control, long seconds) {
        assertThat(judge(200, "Cache-Control: " + control + '|' + TAG).standsInFor())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void whatWasTooOldOnItsArrivalStandsInForSoMuchLess() {
        Freshness late = judge(200, "Cache-Control: max-age=10, stale-if-error=60|Age: 30|" + TAG);
        assertThat(late.freshUntil()).isEqualTo(NOW);
        assertThat(late.standsInFor()).isEqualTo(Duration.ofSeconds(40));

        assertThat(judge(200, "Cache-Control: max-age=10, stale-if-error=60|Age: 90|" + TAG)
                        .standsInFor())
                .isZero();
    }

    @Test
    void whatMayStandInIsWorthKeepingWithoutAValidator() {
        assertThat(judge(200, "Cache-Control: max-age=0, stale-if-error=60").isStorable())
                .isTrue();
        assertThat(judge(200, "Cache-Control: max-age=0, stale-if-error=0").isStorable())
                .isFalse();
    }

    @Test
    void anErrorNeverStandsIn() {
        assertThat(judge(404, "Cache-Control: max-age=60, stale-if-error=60").standsInFor())
                .isZero();
    }

    @Test
    void theTimeOnTheWayCountsAsAge() {
        Answered slow = new Answered(
                200, HeaderFields.NONE, fields("Cache-Control: max-age=20|Age: 5"), NOW.minusSeconds(4), NOW);

        assertThat(POLICY.judge(slow).freshUntil()).isEqualTo(NOW.plusSeconds(11));
    }

    @Test
    void weakValidatorsServeAsWell() {
        Validators validators = judge(200, "ETag: W/\"a\"|Last-Modified: Sat, 05 Nov 1994 08:49:37 GMT")
                .validators();

        assertThat(validators.conditions())
                .containsExactly(
                        new HeaderField("If-None-Match", "W/\"a\""),
                        new HeaderField("If-Modified-Since", "Sat, 05 Nov 1994 08:49:37 GMT"));
    }

    @Test
    void aValidatorOfUnusualLengthIsLeftOut() {
        String tag = '"' + "x".repeat(Validators.LENGTH_MAX) + '"';

        assertThat(judge(200, "ETag: " + tag).validators()).isEqualTo(Validators.NONE);
    }

    @Test
    void notModifiedFreshensByItsOwnFields() {
        CacheEntry<String> kept = kept("Cache-Control: max-age=60|" + TAG);

        Freshness freshness = notModified(kept, "Cache-Control: max-age=10, must-revalidate|ETag: \"b\"");

        assertThat(freshness.freshUntil()).isEqualTo(NOW.plusSeconds(10));
        assertThat(freshness.validators().entityTag()).contains("\"b\"");
        assertThat(freshness.standsInFor()).isZero();
    }

    @Test
    void notModifiedWithoutFieldsFreshensAsBefore() {
        CacheEntry<String> kept = kept("Cache-Control: max-age=60|" + TAG);

        Freshness freshness = notModified(kept, DATE_NOW);

        assertThat(freshness.freshUntil()).isEqualTo(NOW.plusSeconds(60));
        assertThat(freshness.validators()).isEqualTo(kept.validators());
        assertThat(freshness.standsInFor()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void whatAlwaysHasToBeAskedForStillHasTo() {
        CacheEntry<String> kept = kept("Cache-Control: no-cache|" + TAG);

        CacheEntry<String> renewed = kept.renewed(notModified(kept, DATE_NOW), NOW);

        assertThat(renewed.isFresh(NOW)).isFalse();
        assertThat(renewed.standsInFor()).isZero();
        assertThat(renewed.value()).isEqualTo("page");
    }

    @Test
    void notModifiedMayForbidToKeepItAnyLonger() {
        CacheEntry<String> kept = kept("Cache-Control: max-age=60|" + TAG);

        assertThat(notModified(kept, "Cache-Control: no-store")).isEqualTo(Freshness.NONE);
    }

    @Test
    void thePolicyOfANodeIsItsConfiguration() {
        RiptideConfig config = RiptideConfig.of(
                "crawl.cache-ttl=2m",
                "cache.negative-ttl=3s",
                "cache.fresh-max=4h",
                "cache.stale-if-error=5s",
                "cache.stale-ttl=6h");

        assertThat(FreshnessPolicy.of(config.crawl(), config.cache()))
                .isEqualTo(new FreshnessPolicy(
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(3),
                        Duration.ofHours(4),
                        Duration.ofSeconds(5),
                        Duration.ofHours(6)));
    }

    private static Freshness notModified(CacheEntry<?> kept, String fields) {
        return POLICY.judgeNotModified(kept, answered(304, HeaderFields.NONE, fields(fields)));
    }

    private static CacheEntry<String> kept(String fields) {
        return CacheEntry.of("page", judge(200, fields), NOW);
    }

    private static Freshness judge(int status, String fields) {
        return POLICY.judge(answered(status, HeaderFields.NONE, fields(fields)));
    }

    private static Answered answered(int status, HeaderFields request, HeaderFields response) {
        return new Answered(status, request, response, NOW, NOW);
    }

    private static HeaderFields fields(String lines) {
        List<HeaderField> fields = new ArrayList<>();
        for (String line : lines.split("\\|", -1)) {
            String[] field = line.split(": ", 2);
            fields.add(new HeaderField(field[0], field[1]));
        }
        return new HeaderFields(fields);
    }
}
