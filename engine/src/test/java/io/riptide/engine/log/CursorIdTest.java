package io.riptide.engine.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorIdTest {
    private static final byte[] EPOCH = "0a1b2c3z".getBytes(US_ASCII);

    @Property(tries = 500)
    void anIdNamesItsOffset(@ForAll @LongRange(min = 0) long offset) {
        String id = CursorId.format(EPOCH, offset);
        assertThat(CursorId.isWellFormed(id)).isTrue();
        assertThat(id.length()).isLessThanOrEqualTo(CursorId.LENGTH_MAX);
        assertThat(CursorId.offset(id, EPOCH)).hasValue(offset);
    }

    @Test
    void theLongestOffsetIsAnOffsetAndTheNextIsNot() {
        assertThat(CursorId.offset("0a1b2c3z-9223372036854775807", EPOCH)).hasValue(Long.MAX_VALUE);
        assertThat(CursorId.offset("0a1b2c3z-9223372036854775808", EPOCH)).isEmpty();
    }

    @Test
    void anotherEpochIsAnotherLog() {
        assertThat(CursorId.offset("0a1b2c30-1", EPOCH)).isEmpty();
        assertThat(CursorId.isWellFormed("0a1b2c30-1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "0a1b2c3z",
                "0a1b2c3z-",
                "0a1b2c3-12",
                "0a1b2c3zz-1",
                "0A1b2c3z-1",
                "0a1b2c3z_1",
                "0a1b2c3z--1",
                "0a1b2c3z-1 ",
                "0a1b2c3z-1a",
                "0a1b2c3z-+1",
                "0a1b2c3z-٣",
                "0a1b2c3é-1",
                "0a1b2c3z-00",
                "0a1b2c3z-01",
                "0a1b2c3z-00000000000000000000",
                "0a1b2c3z-99999999999999999999"
            })
    void anythingElseIsMalformed(String id) {
        assertThat(CursorId.isWellFormed(id)).isFalse();
        assertThat(CursorId.offset(id, EPOCH)).isEmpty();
    }

    @Test
    void epochsAreEightBase36CharactersAndDiffer() {
        Set<String> epochs = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String epoch = new String(CursorId.newEpoch(), US_ASCII);
            assertThat(epoch).matches("[0-9a-z]{8}");
            epochs.add(epoch);
        }
        assertThat(epochs).hasSize(1_000);
    }
}
