package io.riptide.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTimeTest {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 999, 1000, -1, -1000, -1001, 1_795_267_196_301L, 253_402_300_799_999L})
    void instantsHaveMillisecondsAlways(long ms) {
        for (long near = ms - 2; near <= ms + 2; near++) {
            assertThat(WireTime.of(near)).isEqualTo(FORMAT.format(Instant.ofEpochMilli(near)));
        }
    }
}
