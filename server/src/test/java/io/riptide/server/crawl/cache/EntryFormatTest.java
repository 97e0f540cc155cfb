package io.riptide.server.crawl.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryFormatTest {
    private static final Instant STORED = Instant.parse("2026-03-04T05:06:07.123Z");
    private static final Validators VALIDATORS =
            new Validators(Optional.of("W/\"ä\""), Optional.of("Sun, 06 Nov 1994 08:49:37 GMT"));

    private final EntryFormat<String> format = new EntryFormat<>(new TextCodec(), 100, 10_000);

    @ParameterizedTest
    @CsvSource({"true, 0", "false, 1", "true, 86400000", "false, 0"})
    void whatIsReadIsWhatWasWritten(boolean isNegative, long standsInForMs) throws IOException {
        CacheEntry<String> entry = new CacheEntry<>(
                "page", isNegative, STORED, STORED.plusMillis(5), VALIDATORS, Duration.ofMillis(standsInForMs));

        assertThat(format.read(written(entry))).isEqualTo(entry);
    }

    @Test
    void anEntryMayHaveNoValidatorAndNoValue() throws IOException {
        CacheEntry<String> entry = new CacheEntry<>("", false, STORED, STORED, Validators.NONE, Duration.ZERO);

        assertThat(format.read(written(entry))).isEqualTo(entry);
    }

    @Test
    void aValueFromTheBoundOnIsCompressed() throws IOException {
        assertThat(written(entry("a".repeat(99)))).hasSizeGreaterThan(99);
        assertThat(written(entry("a".repeat(100)))).hasSizeLessThan(99);
        assertThat(format.read(written(entry("a".repeat(10_000))))).isEqualTo(entry("a".repeat(10_000)));
    }

    @Test
    void aValueThatCompressionMakesLargerIsLeftAsItIs() throws IOException {
        StringBuilder noise = new StringBuilder();
        new Random(7).ints(100, '!', '~').forEach(c -> noise.append((char) c));
        String value = noise.toString();

        assertThat(format.read(written(entry(value)))).isEqualTo(entry(value));
        assertThat(written(entry(value))).hasSize(written(entry("")).length + value.length());
    }

    @Test
    void aValueLargerThanAnyThatIsReadIsNotWritten() {
        assertThat(format.write(entry("a".repeat(10_001)))).isEmpty();
    }

    @Test
    void noPrefixOfAnEntryIsAnEntry() {
        byte[] whole = written(entry("a".repeat(200)));

        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> format.read(part)).as("%d bytes", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void noEntryWithAWrongByteIsAnEntry() {
        byte[] whole = written(entry("a".repeat(200)));

        for (int i = 0; i < whole.length; i++) {
            byte[] wrong = whole.clone();
            wrong[i] ^= 0x10;
            assertThatThrownBy(() -> format.read(wrong)).as("byte %d", i).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anEntryOfAnotherVersionIsNone() {
        byte[] bytes = written(entry("page"));
        bytes[0]++;

        assertThatThrownBy(() -> format.read(bytes)).isInstanceOf(IOException.class);
    }

    @Test
    void aValueThatIsTooLargeHereIsNotRead() {
        byte[] bytes = written(entry("a".repeat(10_000)));
        EntryFormat<String> smaller = new EntryFormat<>(new TextCodec(), 100, 9_999);

        assertThatThrownBy(() -> smaller.read(bytes)).isInstanceOf(IOException.class);
    }

    @Test
    void whatItsCodecCannotReadIsNoEntry() {
        byte[] bytes = written(entry(TextCodec.UNREADABLE));

        assertThatThrownBy(() -> format.read(bytes)).isInstanceOf(IOException.class);
    }

    private byte[] written(CacheEntry<String> entry) {
        return format.write(entry).orElseThrow();
    }

    private static CacheEntry<String> entry(String value) {
        return new CacheEntry<>(value, false, STORED, STORED.plusSeconds(60), VALIDATORS, Duration.ofSeconds(7));
    }
}
