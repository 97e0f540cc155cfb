package io.riptide.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseCodeTest {
    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4008, 4999
            })
    void assignedAndPrivateCodesAreValid(int code) {
        assertThat(CloseCode.isValidOnWire(code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void reservedCodesAreInvalid(int code) {
        assertThat(CloseCode.isValidOnWire(code)).isFalse();
    }

    @Test
    void allButTwoOfOursMayBeSent() {
        assertThat(CloseCode.isValidOnWire(CloseCode.SLOW_CONSUMER)).isTrue();
        assertThat(CloseCode.isValidOnWire(CloseCode.NO_CODE)).isFalse();
        assertThat(CloseCode.isValidOnWire(CloseCode.ABNORMAL)).isFalse();
    }
}
