package io.riptide.protocol.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CrcCombinationTest {
    @Property
    void piecesHaveTheCrcOfTheWhole(@ForAll @Size(max = 300) byte[] first, @ForAll @Size(max = 300) byte[] second) {
        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        assertThat(combine(crc(first), crc(second), second.length)).isEqualTo(crc(whole));
    }

    @Property
    void theOrderOfCombiningDoesNotMatter(@ForAll byte[] a, @ForAll byte[] b, @ForAll byte[] c) {
        int left = combine(combine(crc(a), crc(b), b.length), crc(c), c.length);
        int right = combine(crc(a), combine(crc(b), crc(c), c.length), (long) b.length + c.length);
        assertThat(left).isEqualTo(right);
    }

    @Property
    void anEmptyPieceChangesNothing(@ForAll byte[] bytes) {
        assertThat(combine(crc(bytes), 0, 0)).isEqualTo(crc(bytes));
        assertThat(combine(0, crc(bytes), bytes.length)).isEqualTo(crc(bytes));
    }

    /// Of lengths that no test could feed: a shift by `a` and one by `b` are a shift by their sum.
    @Property
    void shiftsOfAnyLengthAddUp(
            @ForAll @LongRange(max = 1L << 50) long a, @ForAll @LongRange(max = 1L << 50) long b, @ForAll int crc) {
        int inSteps = combine(combine(crc, 0, a), 0, b);
        assertThat(combine(crc, 0, a + b)).isEqualTo(inSteps);
    }

    @Test
    void aLongTailOfZeroesIsCountedAsFed() {
        byte[] zeroes = new byte[3_000_001];
        byte[] first = {1, 2, 3};
        CRC32 whole = new CRC32();
        whole.update(first);
        whole.update(zeroes);
        assertThat(combine(crc(first), crc(zeroes), zeroes.length)).isEqualTo((int) whole.getValue());
    }

    @Test
    void everyLengthUpToAKibibyteIsRight() {
        CRC32 whole = new CRC32();
        byte[] first = {42};
        whole.update(first);
        byte[] second = new byte[1024];
        Arrays.fill(second, (byte) 0xa5);
        for (int length = 0; length <= second.length; length++) {
            int crcOfSecond = crc(Arrays.copyOf(second, length));
            assertThat(combine(crc(first), crcOfSecond, length)).isEqualTo((int) whole.getValue());
            whole.update(0xa5);
        }
    }

    private static int combine(int first, int second, long lengthOfSecond) {
        return CrcCombination.combine(first, second, CrcCombination.shift(lengthOfSecond));
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
