package io.riptide.server.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class FrameLineTest {
    @Test
    void aLineHasNodeNumberTimeAndChannels() {
        assertThat(line(120, false, "{\"left\":[3,-4,0,0],\"right\":[0.5]}", "{}"))
                .isEqualTo("print        #12        1.250 s  left[4] -4..3 rms 2.5  right[1] 0.5");
    }

    @Test
    void onATerminalSamplesAreDrawn() {
        assertThat(line(120, true, "{\"main\":[0,7],\"one\":[1]}", "{}"))
                .endsWith("  main[2] 0..7 rms 4.95 ▁█  one[1] 1");
    }

    @Test
    void metadataFillsTheWidthAndNoMore() {
        String metadata = "{\"text\":\"" + "x".repeat(200) + "\"}";

        assertThat(line(80, false, "{}", "{\"peak\":2}")).endsWith(" s  {\"peak\":2}");
        assertThat(line(80, false, "{}", metadata)).hasSize(80).endsWith("xx…");
        assertThat(line(38, false, "{}", metadata)).isEqualTo("print        #12        1.250 s");
    }

    @Test
    void whatIsNoNumberIsCountedApart() {
        assertThat(line(120, false, "{\"main\":[null,1,null,3]}", "{}"))
                .endsWith("  main[4] 1..3 rms 2.236 2 not finite");
        assertThat(line(120, false, "{\"main\":[null]}", "{}")).endsWith("  main[1] 1 not finite");
        assertThat(line(120, false, "{\"main\":[]}", "{}")).endsWith("  main[0]");
    }

    @Test
    void manyChannelsAreNotAllShown() {
        String channels =
                IntStream.range(0, 10).mapToObj(i -> "\"c" + i + "\":[1]").collect(Collectors.joining(","));
        assertThat(line(300, false, "{" + channels + "}", "{}")).endsWith("  c7[1] 1  and 2 channels more");
    }

    @Test
    void namesCannotCommandATerminal() {
        assertThat(line(120, false, "{\"a\\u001b[2J\\n\":[1]}", "{\"x\":\"\\u202e\"}"))
                .endsWith("  a?[2J [1] 1  {\"x\":\"?\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "48000, 48000",
        "-3, -3",
        "0.35356, 0.3536",
        "-1234.56, -1235",
        "1234567.8, 1.235E+6",
        "2000000, 2E+6",
        "0.0000123456, 0.00001235",
        "-0.00001, -0.00001",
        "NaN, NaN",
        "0.1, 0.1"
    })
    void numbersHaveFourDigits(double number, String text) {
        assertThat(Compact.of(number)).isEqualTo(text);
    }

    private static String line(int width, boolean hasSparks, String payload, String metadata) {
        String event = "{\"type\":\"frame\",\"node\":\"print\",\"frame\":{\"sequence_id\":12,\"payload\":" + payload
                + ",\"metadata\":" + metadata + "}}";
        return new FrameLine(width, hasSparks).of(JsonMapper.shared().readTree(event), 1_250_000_000L);
    }
}
