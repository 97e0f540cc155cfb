package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "512,512",
        "512B,512",
        "64KiB,65536",
        "64kib,65536",
        "1 MiB,1048576",
        "10MB,10000000",
        "1GB,1000000000",
        "2GiB,2147483648",
        "1KB,1000"
    })
    void sizesHaveBinaryAndDecimalUnits(String text, long bytes) {
        assertThat(ByteSize.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "K", "1K", "1.5MiB", "-1", "1 2", "KiB", "1MiBs", "9999999999999GiB", "99999999999999999999"
            })
    void whatIsNoSizeIsRefused(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }

    @Property
    void sizesRoundTrip(@ForAll @LongRange(max = Long.MAX_VALUE / 16) long bytes) {
        assertThat(ByteSize.parse(ByteSize.format(bytes))).hasValue(bytes);
    }

    @Test
    void theLargestExactUnitIsChosen() {
        assertThat(ByteSize.format(0)).isEqualTo("0B");
        assertThat(ByteSize.format(1536)).isEqualTo("1536B");
        assertThat(ByteSize.format(3 << 20)).isEqualTo("3MiB");
        assertThat(ByteSize.format(1L << 40)).isEqualTo("1024GiB");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0s,0", "500ms,500", "30s,30000", "2m,120000", "1h,3600000", "1m30s,90000", "1H1M1S1MS,3661001"})
    void durationsHaveUnits(String text, long millis) {
        assertThat(TimeSpan.parse(text)).hasValue(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "1.5s", "-1s", "1d", "s", "1s1m", "1 s", "99999999999h"})
    void whatIsNoDurationIsRefused(String text) {
        assertThat(TimeSpan.parse(text)).isEmpty();
    }

    @Property
    void durationsRoundTrip(@ForAll @LongRange(max = 1_000_000_000_000L) long millis) {
        var span = Duration.ofMillis(millis);

        assertThat(TimeSpan.parse(TimeSpan.format(span))).hasValue(span);
    }
}
