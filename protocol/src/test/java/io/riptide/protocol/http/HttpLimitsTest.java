package io.riptide.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HttpLimitsTest {
    private static final HttpLimits STANDARD = HttpLimits.standard();

    @Test
    void whatIsNotPositiveIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STANDARD.withBody(0, 1))
                .withMessageContaining("bodyBytesMax=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STANDARD.withTimeouts(1, 1, -1, 1, 1))
                .withMessageContaining("idleTimeoutNs=-1");
    }

    @Test
    void aBodyFitsOneBuffer() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STANDARD.withBody(Integer.MAX_VALUE, 1))
                .withMessageContaining("bodyBytesMax=2147483647");
    }

    @Test
    void whatIsNotChangedStays() {
        assertThat(STANDARD.withBody(7, 5).withBody(STANDARD.bodyBytesMax(), STANDARD.discardedBytesMax()))
                .isEqualTo(STANDARD);
        assertThat(STANDARD.withTimeouts(1, 2, 3, 4, 5).lingerTimeoutNs()).isEqualTo(5);
    }
}
