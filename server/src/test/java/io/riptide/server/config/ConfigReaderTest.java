package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.server.config.ServerConfig.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @Test
    void boundsBelongToTheRange() {
        assertThat(reader("1").integer("a.b", 5, 1, 9, "M.")).isEqualTo(1);
        assertThat(reader("9").integer("a.b", 5, 1, 9, "M.")).isEqualTo(9);
        assertThat(reader("1s").duration("a.b", "5s", "1s", "9s", "M.")).isEqualTo(Duration.ofSeconds(1));
        assertThat(reader("9KiB").bytes("a.b", "5KiB", "1KiB", "9KiB", "M.")).isEqualTo(9 << 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10", "-1", "", "x", "1.5", "0x1", "9999999999999999999"})
    void whatIsNoNumberInRangeIsAFaultAndTheDefaultStands(String text) {
        ConfigReader in = reader(text);

        assertThat(in.integer("a.b", 5, 1, 9, "M.")).isEqualTo(5);
        assertThat(in.faults())
                .singleElement()
                .asString()
                .isEqualTo("--set: a.b: \"" + text + "\" is no number it takes; allowed: 1 to 9");
    }

    @Test
    void aShareIsADecimalFromNothingToAll() {
        assertThat(reader("0").share("a.b", "0.5", "M.")).isZero();
        assertThat(reader("1").share("a.b", "0.5", "M.")).isEqualTo(1);
        assertThat(reader(" .25 ").share("a.b", "0.5", "M.")).isEqualTo(0.25);
        assertThat(reader("0.1234").share("a.b", "0.5", "M.")).isEqualTo(0.1234);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "-0.1", "50%", "0,5", "1e-3", "0.12345", "", "NaN"})
    void whatIsNoShareIsAFaultAndTheDefaultStands(String text) {
        ConfigReader in = reader(text);

        assertThat(in.share("a.b", "0.5", "M.")).isEqualTo(0.5);
        assertThat(in.faults()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "IO_URING", " io_uring "})
    void choicesAreWordsInAnyCase(String text) {
        assertThat(reader(text).choice("a.b", Transport.AUTO, "M.")).isEqualTo(Transport.IO_URING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "on", ""})
    void aSwitchIsTrueOrFalseAndNothingElse(String text) {
        ConfigReader in = reader(text);
        in.flag("a.b", false, "M.");

        assertThat(in.faults()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\r\nX-Evil: 1", "naïve", "\u0000"})
    void aTextIsPrintableAscii(String text) {
        ConfigReader in = reader(text);

        assertThat(in.text("a.b", "fine", "M.")).isEqualTo("fine");
        assertThat(in.faults()).hasSize(1);
    }

    @Test
    void aFaultQuotesNoControlCharacterAndNotMuch() {
        ConfigReader in = reader("\u001b[31m" + "x".repeat(1000));
        in.integer("a.b", 5, 1, 9, "M.");

        assertThat(in.faults().getFirst().problem()).hasSizeLessThan(200).doesNotContain("\u001b");
    }

    @Test
    void aListWhereOneValueIsDueIsAFault() {
        var entry = new ConfigEntry("a.b", List.of("1", "2"), true, new ConfigOrigin.Argument("--set"));
        var in = new ConfigReader(Map.of("a.b", entry));
        in.integer("a.b", 5, 1, 9, "M.");

        assertThat(in.faults()).singleElement().asString().contains("a list is no number");
    }

    @Test
    void itemsOfAListAreStrippedAndDistinct() {
        assertThat(reader(" a,b ,,a ").list("a.b", Pattern.compile("[a-z]"), "letters", "M."))
                .containsExactly("a", "b");
    }

    @Test
    void anItemThatWillNotDoIsAFault() {
        ConfigReader in = reader("a,1");

        assertThat(in.list("a.b", Pattern.compile("[a-z]"), "letters", "M.")).isEmpty();
        assertThat(in.faults()).singleElement().asString().contains("\"1\" will not do; at most 256 of letters");
    }

    @Test
    void aSecretIsEmptyUnlessSetAndNeverQuoted() {
        assertThat(new ConfigReader(Map.of()).secret("a.b", "M.")).isEmpty();
        assertThat(reader("hunter2").secret("a.b", "M.")).contains("hunter2");
        ConfigReader in = reader("hunter\u0002");
        assertThat(in.secret("a.b", "M.")).isEmpty();
        assertThat(in.faults()).singleElement().asString().doesNotContain("hunter");
    }

    @Test
    void aKeyIsDeclaredOnce() {
        ConfigReader in = reader("1");
        in.integer("a.b", 5, 1, 9, "M.");

        assertThatThrownBy(() -> in.flag("a.b", true, "M.")).isInstanceOf(AssertionError.class);
    }

    @Test
    void aDefaultHasToBeOneItWouldTake() {
        assertThatThrownBy(() -> new ConfigReader(Map.of()).integer("a.b", 10, 1, 9, "M."))
                .isInstanceOf(AssertionError.class);
    }

    private static ConfigReader reader(String text) {
        return new ConfigReader(Map.of("a.b", ConfigEntry.plain("a.b", text, new ConfigOrigin.Argument("--set"))));
    }
}
