package io.riptide.protocol.ascii;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DecimalTest {
    @Test
    void everyNumberOfDigitsIsWrittenAtItsEdges() {
        long power = 1;
        for (int digits = 1; digits <= Decimal.LENGTH_MAX; digits++) {
            LongStream.of(power - 1, power, power + 1).forEach(DecimalTest::check);
            power *= 10;
        }
        check(0);
        check(Long.MAX_VALUE);
        assertThat(Decimal.length(Long.MAX_VALUE)).isEqualTo(Decimal.LENGTH_MAX);
    }

    @Test
    void smallNumbersAreWrittenWithoutExceptionToTheRule() {
        LongStream.range(0, 20_000).forEach(DecimalTest::check);
    }

    @Test
    void anyNumberIsWrittenAsTheLibraryWould() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            check(random.nextLong() >>> (1 + random.nextInt(63)));
        }
    }

    @Test
    void whatStandsInTheBufferStaysAndTheBufferGrows() {
        ByteBuf out = Unpooled.buffer(1).writeByte('=');
        Decimal.write(1234567, out);
        assertThat(out.toString(US_ASCII)).isEqualTo("=1234567");
    }

    private static void check(long value) {
        ByteBuf out = Unpooled.buffer(Decimal.LENGTH_MAX, Decimal.LENGTH_MAX);
        Decimal.write(value, out);
        assertThat(out.toString(US_ASCII)).isEqualTo(Long.toString(value));
        assertThat(Decimal.length(value)).isEqualTo(out.readableBytes());
    }
}
