package io.riptide.bench.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ProofTest {
    @Test
    void nothingIsRememberedUnlessItIsWanted() {
        Proof proof = new Proof();
        proof.see("a");
        assertThat(proof.isEmpty()).isTrue();
    }

    @Test
    void itDoesNotMatterInWhichPiecesBytesCome() {
        Proof whole = wanted();
        whole.see("abcdef");
        Proof pieces = wanted();
        pieces.see(Unpooled.copiedBuffer("abc", US_ASCII));
        pieces.see(new UnsafeBuffer("_def".getBytes(US_ASCII)), 1, 3);
        assertThat(pieces.verdict()).isEqualTo(whole.verdict());
    }

    @Test
    void otherBytesAreAnotherVerdict() {
        Proof one = wanted();
        one.see(1);
        Proof two = wanted();
        two.see(2);
        assertThat(two.verdict()).isNotEqualTo(one.verdict());
    }

    private static Proof wanted() {
        Proof proof = new Proof();
        proof.want();
        return proof;
    }
}
