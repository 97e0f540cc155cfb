package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class Utf8ValidatorTest {
    /// For each length the prefixes that some valid character begins with, as a number.
    private static final BitSet[] PREFIXES = prefixes();

    private final Utf8Validator validator = new Utf8Validator();

    @Test
    void everySequenceUpToThreeBytesFailsAtItsFirstImpossibleByte() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                for (int third = 0; third < 256; third++) {
                    assertJudgedAsByReference(first, second, third);
                }
            }
        }
    }

    /// Feeds characters until the third byte; after a whole character the reference begins anew.
    private void assertJudgedAsByReference(int... bytes) {
        validator.reset();
        int prefix = 0;
        int length = 0;
        for (int next : bytes) {
            prefix = prefix << 8 | next;
            length++;
            boolean possible = PREFIXES[length].get(prefix);
            if (validator.accept(next) != possible) {
                throw new AssertionError("%x after %d bytes".formatted(prefix, length));
            }
            if (!possible) {
                return;
            }
            if (length == lengthOf(prefix, length)) {
                prefix = 0;
                length = 0;
            }
            if (validator.isComplete() != (length == 0)) {
                throw new AssertionError("complete: %x".formatted(prefix));
            }
        }
    }

    /// The length that the lead byte of a valid prefix announces.
    private static int lengthOf(int prefix, int length) {
        int lead = prefix >>> (8 * (length - 1));
        return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }

    @Test
    void everyFourthByteIsJudged() {
        for (int prefix = PREFIXES[3].nextSetBit(0xf00000); prefix >= 0; prefix = PREFIXES[3].nextSetBit(prefix + 1)) {
            for (int last = 0; last < 256; last++) {
                validator.reset();
                boolean begun = validator.accept(prefix >>> 16)
                        && validator.accept(prefix >>> 8 & 0xff)
                        && validator.accept(prefix & 0xff);
                if (!begun || validator.accept(last) != (last >= 0x80 && last <= 0xbf)) {
                    throw new AssertionError("%x %x".formatted(prefix, last));
                }
            }
        }
    }

    @Test
    void everyCodePointIsAcceptedInAllThreeWays() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                continue;
            }
            byte[] text = ("1234" + Character.toString(codePoint) + "5678").getBytes(UTF_8);
            validator.reset();
            long eight = 0;
            for (int i = 0; i < 8; i++) {
                eight = eight << 8 | (text[i] & 0xff);
            }
            boolean accepted = validator.acceptEight(eight) && validator.acceptAll(text, 8, text.length);
            if (!accepted || !validator.isComplete()) {
                throw new AssertionError("U+%x".formatted(codePoint));
            }
        }
    }

    @Test
    void eightBytesAreJudgedLikeOneByOne() {
        byte[] text = "κόσμε\uD83D\uDE00 and plain ASCII after it; ".getBytes(UTF_8);
        for (int broken = 0; broken < text.length; broken++) {
            byte[] bad = text.clone();
            bad[broken] = (byte) 0xff;
            for (int from = 0; from + 8 <= text.length; from++) {
                assertThat(eightFrom(bad, from)).isEqualTo(oneByOneFrom(bad, from));
            }
        }
    }

    private boolean eightFrom(byte[] text, int from) {
        validator.reset();
        long eight = 0;
        for (int i = from; i < from + 8; i++) {
            eight = eight << 8 | (text[i] & 0xff);
        }
        return validator.acceptEight(eight);
    }

    private boolean oneByOneFrom(byte[] text, int from) {
        validator.reset();
        boolean accepted = true;
        for (int i = from; accepted && i < from + 8; i++) {
            accepted = validator.accept(text[i] & 0xff);
        }
        return accepted;
    }

    private static BitSet[] prefixes() {
        BitSet[] prefixes = {new BitSet(), new BitSet(1 << 8), new BitSet(1 << 16), new BitSet(1 << 24)};
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                continue;
            }
            byte[] encoded = Character.toString(codePoint).getBytes(UTF_8);
            int prefix = 0;
            for (int i = 0; i < Math.min(encoded.length, 3); i++) {
                prefix = prefix << 8 | (encoded[i] & 0xff);
                prefixes[i + 1].set(prefix);
            }
        }
        return prefixes;
    }
}
