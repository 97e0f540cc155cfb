package io.riptide.server.crawl.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.riptide.server.crawl.fetch.PhaseClock.Phase;
import io.riptide.server.crawl.url.WebUrl;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchRulesTest {
    private static void request(String name, String value) throws Exception {
        FetchRequest.of(WebUrl.parse("http://a.test/"))
                .withHeaders(new HeaderFields(List.of(new HeaderField(name, value))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "Connection",
                "transfer-encoding",
                "Content-Length",
                "TE",
                "Upgrade",
                "Keep-Alive",
                "Proxy-Authorization",
                "Expect",
                "Accept-Encoding",
                "Trailer",
                "HTTP2-Settings"
            })
    void headersOfTheConnectionAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(name, "x"))
                .withMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "ä", "a\u0000", "(x)"})
    void aNameThatIsNoTokenIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> request(name, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nHost: b", "a\nb", "a\rb", "\u0000", "\u007F", "ü"})
    void aValueThatCouldEndItsLineIsRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> request("X-A", value));
    }

    @Test
    void ordinaryHeadersPass() {
        assertThatCode(() -> request("X-A!#$%&'*+-.^_`|~9", "a\tb ~")).doesNotThrowAnyException();
        assertThatCode(() -> request("Authorization", "Basic eDp5")).doesNotThrowAnyException();
    }

    @Test
    void headersAreBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> request("X-A", "x".repeat(17_000)));
        HeaderFields many = new HeaderFields(Collections.nCopies(65, new HeaderField("A", "b")));
        assertThatIllegalArgumentException().isThrownBy(() -> RequestHeaderPolicy.requireAllowed(many));
    }

    @Test
    void namesCompareWithoutRegardToCase() {
        HeaderFields fields = new HeaderFields(
                List.of(new HeaderField("Link", "a"), new HeaderField("LINK", "b"), new HeaderField("ETag", "c")));
        assertThat(fields.first("link")).contains("a");
        assertThat(fields.all("lInK")).containsExactly("a", "b");
        assertThat(fields.first("none")).isEmpty();
    }

    @Test
    void limitsAreChecked() {
        FetchLimits limits = FetchLimits.STANDARD;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits.withTotalTimeoutMs(0))
                .withMessage("totalTimeoutMs=0, allowed: 1 to 3600000");
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withBodyBytesMax(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withBodyBytesMax(1, Integer.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withRedirectsMax(51));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withPhaseTimeoutsMs(1, -1, 1));
    }

    @Test
    void kindsAreNamedAsOnTheWire() {
        assertThat(FailureKind.values())
                .extracting(FailureKind::wireName)
                .containsExactly(
                        "invalid_url",
                        "blocked_address",
                        "dns",
                        "connect",
                        "tls",
                        "timeout",
                        "redirect",
                        "robots",
                        "too_large",
                        "content_type",
                        "decode",
                        "circuit_open",
                        "cancelled");
    }

    @Test
    void theClockAddsUpItsPhases() {
        PhaseClock clock = new PhaseClock(0);
        clock.enter(Phase.DNS, 1);
        clock.enter(Phase.START, 3);
        clock.enter(Phase.CONNECT, 10);
        clock.enter(Phase.TLS, 14);
        clock.enter(Phase.FIRST_BYTE, 22);
        clock.enter(Phase.HEAD, 38);
        assertThat(clock.sinceNs()).as("head and first byte share their bound").isEqualTo(22);
        clock.enter(Phase.BODY, 70);
        assertThat(clock.timings(134)).isEqualTo(new FetchTimings(1, 2, 4, 8, 16, 96));
        clock.enter(Phase.QUEUE, 134);
        clock.enter(Phase.DNS, 144);
        assertThat(clock.timings(145)).isEqualTo(new FetchTimings(11, 3, 4, 8, 16, 96));
        assertThat(clock.timings(145).plusQueueNs(5).totalNs()).isEqualTo(143);
    }

    @Test
    void aBodyIsWhatItsPiecesHold() {
        PageBody body = new PageBody(List.of(new byte[] {1, 2}, new byte[] {3, 0, 0}), 3);
        assertThat(body.lengthBytes()).isEqualTo(3);
        assertThat(body.toBytes()).containsExactly(1, 2, 3);
        assertThat(PageBody.EMPTY.toBytes()).isEmpty();
    }
}
