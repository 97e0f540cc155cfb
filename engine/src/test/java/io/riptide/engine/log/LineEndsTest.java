package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LineEndsTest {
    @Test
    void onlyCarriageReturnAndLineFeedAreLineEndsAtEveryPlaceOfEveryLength() {
        byte[] bytes = new byte[40];
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        for (int value = 0; value < 256; value++) {
            boolean isLineEnd = value == '\n' || value == '\r';
            for (int length = 1; length <= 20; length++) {
                for (int place = 0; place < length; place++) {
                    Arrays.fill(bytes, (byte) 'x');
                    bytes[3 + place] = (byte) value;
                    assertThat(LineEnds.contains(buffer, 3, length))
                            .as("value %d at %d of %d", value, place, length)
                            .isEqualTo(isLineEnd);
                }
            }
        }
    }

    @Test
    void lineEndsOutsideTheRangeDoNotCount() {
        byte[] bytes = new byte[48];
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        for (int from = 0; from < 16; from++) {
            for (int length = 0; length < 16; length++) {
                Arrays.fill(bytes, (byte) '\n');
                Arrays.fill(bytes, from, from + length, (byte) 0x0b);
                assertThat(LineEnds.contains(buffer, from, length)).isFalse();
            }
        }
    }

    @Test
    void anyBytesAgreeWithAByteByByteLook() {
        Random random = new Random(7);
        byte[] bytes = new byte[64];
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        // The neighbours of CR and LF, and what borrows into them when subtracted from.
        byte[] alphabet = {0, 1, 9, 10, 11, 12, 13, 14, (byte) 0x80, (byte) 0x8a, (byte) 0x8d, (byte) 0xff, 'a', '"'};
        for (int round = 0; round < 20_000; round++) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            int from = random.nextInt(16);
            int length = random.nextInt(12);
            boolean expected = false;
            for (int i = from; i < from + length; i++) {
                expected |= bytes[i] == 10 || bytes[i] == 13;
            }
            assertThat(LineEnds.contains(buffer, from, length)).isEqualTo(expected);
        }
    }
}
