package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickEncoderTest {
    private final byte[] out = new byte[16 * 1024];

    @ParameterizedTest
    @ValueSource(ints = {96, 125, 126, 128, 1024, 8192})
    void everyEventHasExactlyItsSizeAlsoWhereNumbersGainADigit(int size) {
        TickEncoder encoder = new TickEncoder(Wire.NDJSON, "0netty00", size);
        for (int seq = 0; seq < 11_000; seq++) {
            String event = next(encoder, 999_000 + seq);

            assertThat(event).hasSize(size + 1).endsWith("\"}\n");
            assertThat(event)
                    .startsWith("{\"type\":\"tick\",\"id\":\"0netty00-" + (seq + 1) + "\",\"seq\":" + seq + ",\"ts\":"
                            + (999_000 + seq) + ",\"pad\":\"x");
        }
    }

    @Test
    void theClockIsWrittenWhateverItsDigits() {
        TickEncoder encoder = new TickEncoder(Wire.NDJSON, "0netty00", 128);

        for (long clock : new long[] {
            0,
            9,
            10,
            99,
            100,
            12_345,
            1_529_123_456_789L,
            1_529_123_456_790L,
            1_529_100_000_000L,
            1_529_199_999_999L,
            99_999_999,
            7
        }) {
            assertThat(next(encoder, clock)).contains("\"ts\":" + clock + ",").hasSize(129);
        }
    }

    @Test
    void aServerSentEventCarriesItsIdTwice() {
        TickEncoder encoder = new TickEncoder(Wire.SSE, "0netty00", 96);
        for (int i = 0; i < 9; i++) {
            next(encoder, 5);
        }

        assertThat(next(encoder, 5))
                .startsWith("id: 0netty00-10\nevent: tick\ndata: {\"type\":\"tick\",\"id\":\"0netty00-10\",\"seq\":9,")
                .endsWith("\"}\n\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {96, 125, 126, 128, 1024, 8192})
    void aFrameNamesItsPayloadLengthInTheFewestBytes(int size) {
        int end = new TickEncoder(Wire.WEBSOCKET, "0netty00", size).encode(out, 0, 5);

        int headBytes = size <= 125 ? 2 : 4;
        int length = headBytes == 2 ? out[1] : ((out[2] & 0xff) << 8) | (out[3] & 0xff);
        assertThat(out[0]).isEqualTo((byte) 0x81);
        assertThat(length).isEqualTo(size);
        assertThat(end).isEqualTo(headBytes + size);
    }

    @Test
    void neverLongerThanItSaid() {
        TickEncoder encoder = new TickEncoder(Wire.SSE, "0netty00", 128);
        for (int i = 0; i < 10_100; i++) {
            int max = encoder.nextLengthMax();

            assertThat(encoder.encode(out, 0, i)).isLessThanOrEqualTo(max);
        }
    }

    private String next(TickEncoder encoder, long clock) {
        return new String(out, 0, encoder.encode(out, 0, clock), US_ASCII);
    }
}
