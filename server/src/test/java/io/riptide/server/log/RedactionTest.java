package io.riptide.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Authorization: Bearer abc.def                   | Authorization: ***
                    authorization=Digest username="m", response="s3cret" | authorization=***
                    {Proxy-Authorization=[Basic dXNlcjpw]}          | {Proxy-Authorization=***
                    Cookie: a=s3cret; b=s3cret                      | Cookie: ***
                    Set-Cookie: session=s3cret; Path=/              | Set-Cookie: ***
                    got Bearer eyJhbGciOi.s3cret-x from client      | got Bearer *** from client
                    X-Api-Key: s3cret next                          | X-Api-Key: *** next
                    {"api_key":"s3cret","n":1}                      | {"api_key":"***","n":1}
                    {\\"password\\":\\"s3cret\\",\\"n\\":1}         | {\\"password\\":\\"***\\",\\"n\\":1}
                    GET /a?access_token=s3cret&b=2                  | GET /a?access_token=***&b=2
                    GET /a?b=1&key=s3cret HTTP/1.1                  | GET /a?b=1&key=*** HTTP/1.1
                    https://user:s3cret@host/path                   | https://***@host/path
                    redis://:s3cret@host:6379                       | redis://***@host:6379
                    token=s3cret done                               | token=*** done
                    """)
    void secretsAreTakenOut(String text, String expected) {
        assertThat(Redaction.redact(text)).isEqualTo(expected).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /crawl/stream 200 12 ms",
                "unexpected token: '}' at line 3",
                "https://example.org/a@b?monkey=1&keys=2",
                "mail to user@example.org",
                "the cookie jar is empty",
                "basic auth is off"
            })
    void ordinaryTextStaysAsItIs(String text) {
        assertThat(Redaction.redact(text)).isEqualTo(text);
    }

    @Test
    void aFieldEndsWithItsLine() {
        assertThat(Redaction.redact("Cookie: s3cret\nHost: a")).isEqualTo("Cookie: ***\nHost: a");
        assertThat(Redaction.redact("Cookie: s3cret\\nHost: a")).isEqualTo("Cookie: ***\\nHost: a");
    }

    @Test
    void redactingTwiceIsRedactingOnce() {
        String once = Redaction.redact("Authorization: Bearer abcdefg");

        assertThat(Redaction.redact(once)).isEqualTo(once);
    }
}
