package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TickSourceTest {
    private final byte[] out = new byte[TickSource.BATCH_BYTES];

    @ParameterizedTest
    @CsvSource({"/bench/stream, 96", "/bench/stream, 8192", "/bench/sse, 96", "/bench/sse, 1024", "/bench/sse, 8192"})
    void batchesFitTheirArrayAndBringEveryEvent(String path, int size) {
        TickSource source = source(path, "count=1000&size=" + size);
        StringBuilder events = new StringBuilder();
        while (!source.ended()) {
            int length = source.fill(out);
            assertThat(length).isBetween(1, TickSource.BATCH_BYTES);
            events.append(new String(out, 0, length, US_ASCII));
        }
        assertThat(source.fill(out)).isZero();
        assertThat(events.toString().split("\"type\":\"tick\"", -1)).hasSize(1001);
        assertThat(events)
                .contains("\"type\":\"metadata\"")
                .contains("\"seq\":999,")
                .contains("\"id\":\"0testing-1001\"");
    }

    @Test
    void messagesAreEventsWithoutLineEnds() {
        TickSource source = source("/bench/ws", "count=2&size=100");

        assertThat(message(source)).isEqualTo("{\"type\":\"metadata\",\"id\":\"0testing-0\"}");
        assertThat(message(source)).hasSize(100).contains("\"seq\":0,").endsWith("x\"}");
        assertThat(message(source)).hasSize(100).contains("\"seq\":1,").endsWith("x\"}");
        assertThat(source.ended()).isFalse();
        assertThat(message(source)).isEqualTo("{\"type\":\"summary\",\"id\":\"0testing-3\"}");
        assertThat(source.ended()).isTrue();
        assertThat(source.next(out)).isZero();
    }

    @Test
    void aHeldStreamHasNoEnd() {
        TickSource source = source("/bench/sse", "count=0&hold=1");

        assertThat(source.held()).isFalse();
        assertThat(source.fill(out)).isPositive();
        assertThat(source.held()).isTrue();
        assertThat(source.fill(out)).isZero();
        assertThat(source.ended()).isFalse();
    }

    @Test
    void noEventIsFartherAwayThanTheRateSays() {
        TickSource source = source("/bench/stream", "count=5&rate=2");

        assertThat(source.waitNs()).isZero();
        assertThat(source.fill(out)).isPositive();
        assertThat(source.waitNs()).isBetween(0L, 500_000_000L);
    }

    private static TickSource source(String path, String query) {
        return new TickSource(StreamRequest.ofGet(path, query), "0testing");
    }

    private String message(TickSource source) {
        return new String(out, 0, source.next(out), US_ASCII);
    }
}
