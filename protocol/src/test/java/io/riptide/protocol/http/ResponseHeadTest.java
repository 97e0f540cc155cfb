package io.riptide.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {
    private final ByteBuf out = Unpooled.buffer();

    private String written() {
        return out.toString(ISO_8859_1);
    }

    @Test
    void aHeadIsAStatusLineADateFieldsAndAnEmptyLine() {
        ResponseHead.begin(out, 503);
        ResponseHead.field(out, ResponseHead.CONTENT_TYPE, "text/plain");
        ResponseHead.field(out, "Retry-After", 120);
        ResponseHead.end(out);
        String date = "\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT";
        assertThat(written().replaceFirst(date, "now").split("\r\n", -1))
                .containsExactly(
                        "HTTP/1.1 503 Service Unavailable",
                        "Date: now",
                        "Content-Type: text/plain",
                        "Retry-After: 120",
                        "",
                        "");
    }

    @Test
    void aStatusWithoutAReasonKeepsItsSpace() {
        ResponseHead.beginInterim(out, 299);
        assertThat(written()).isEqualTo("HTTP/1.1 299 \r\n");
    }

    @Test
    void theDateIsInTheFixedForm() {
        HttpDate.write(out, 784_111_777_000L);
        HttpDate.write(out, 784_111_777_999L);
        HttpDate.write(out, 784_111_778_000L);
        assertThat(written())
                .isEqualTo("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n".repeat(2)
                        + "Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n");
    }

    @Test
    void numbersAreDecimal() {
        for (long value : new long[] {0, 9, 10, 100, 1_000_000, Long.MAX_VALUE}) {
            out.clear();
            ResponseHead.field(out, "N", value);
            assertThat(written()).isEqualTo("N: " + value + "\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\nSet-Cookie: x", "\u0000", "\u007f", "\u0100", "\u010a", "\u560d"})
    void valuesThatWouldMakeTwoAnswersOfOneAreRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> ResponseHead.field(out, "X", value));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.of(200).field("X", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a\r", "a\nb", "\u00e9", "\u0141"})
    void namesThatAreNoTokensAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> ResponseHead.field(out, name, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.of(200).field(name, "x"));
    }

    @Test
    void statusesAreThreeDigits() {
        assertThatIllegalArgumentException().isThrownBy(() -> ResponseHead.begin(out, 99));
        assertThatIllegalArgumentException().isThrownBy(() -> ResponseHead.begin(out, 600));
    }

    @Test
    void writingAHeadAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 100_000;
        writeHeads(rounds);
        long before = threads.getCurrentThreadAllocatedBytes();
        writeHeads(rounds);
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / rounds).isZero();
    }

    private void writeHeads(int rounds) {
        for (int i = 0; i < rounds; i++) {
            out.clear();
            ResponseHead.begin(out, 200);
            ResponseHead.field(out, ResponseHead.CONTENT_TYPE, "application/x-ndjson");
            ResponseHead.field(out, ResponseHead.CONTENT_LENGTH, i);
            ResponseHead.field(out, "X-Request-ID", "abc");
            ResponseHead.end(out);
        }
    }
}
