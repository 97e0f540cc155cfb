package io.riptide.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.riptide.server.config.LogConfig.Format;
import io.riptide.server.config.LogConfig.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Lines that pass by Logback look as if they did not.
class TrafficLogTest {
    private static final TrafficLog LOG = new TrafficLog("riptide.access");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/plain",
                "",
                "with \"quotes\" and \\ backslash",
                "two\r\nlines and\ta tab",
                "\u0001 control \u001f",
                "grüße, 世界, 🌊",
                "?token=s3cret&next=1",
                "https://user:s3cret@host/x"
            })
    void linesAreThoseThatLogbackWouldWrite(String value) {
        for (Format format : Format.values()) {
            List<String> lines = logged(Level.INFO, format, context -> {
                context.getLogger("riptide.access")
                        .atInfo()
                        .addKeyValue("path", value)
                        .addKeyValue("status", 200)
                        .log("answered");
                log("path", value);
            });
            assertThat(lines).hasSize(2);
            assertThat(lines.toString()).doesNotContain("s3cret");
            assertThat(normal(format, lines.get(1))).isEqualTo(normal(format, lines.get(0)));
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aSecretIsTakenOutOfItsFieldAlone(Format format) {
        List<String> lines = logged(Level.INFO, format, _ -> log("path", "Authorization: Bearer s3cretS3cret"));
        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("Authorization: ***", "status", "200")
                        .doesNotContain("s3cret"));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aFieldThatIsTooLongIsCut(Format format) {
        List<String> lines = logged(Level.INFO, format, _ -> log("path", "x".repeat(1 << 20)));
        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("x".repeat(LineWriter.VALUE_LENGTH_MAX) + "…")
                        .hasSizeLessThan(LineWriter.VALUE_LENGTH_MAX + 400));
    }

    @ParameterizedTest
    @EnumSource(
            value = Level.class,
            names = {"WARN", "ERROR", "OFF"})
    void aHigherLevelWantsNone(Level level) {
        List<String> lines = logged(
                level, Format.TEXT, _ -> assertThat(LOG.begin("answered")).isNull());
        assertThat(lines).isEmpty();
    }

    @Test
    void nothingIsWantedBeforeLoggingIsConfigured() {
        TrafficLog.stop();
        assertThat(LOG.begin("answered")).isNull();
    }

    /// Of several lengths, so that the ring ends at other lines when logging stops.
    @RepeatedTest(20)
    void whatFindsNoRoomIsLostAndCounted(RepetitionInfo repetition) {
        int count = 20_000 + 37 * repetition.getCurrentRepetition();
        List<String> lines = logged(
                Level.INFO, Format.TEXT, _ -> IntStream.range(0, count).forEach(i -> log("n", Integer.toString(i))));
        long written = lines.stream().filter(line -> line.contains("answered")).count();
        long told = lines.stream()
                .filter(line -> line.contains(" lines were lost"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".* - (\\d+) lines were lost.*", "$1")))
                .sum();
        assertThat(written).isPositive();
        assertThat(written + told).isEqualTo(count);
    }

    private static void log(String name, String value) {
        TrafficLog.Line line = LOG.begin("answered");
        assert line != null : "the level is INFO";
        line.field(name, value).field("status", 200).end();
    }

    /// Without what differs from line to line.
    private static String normal(Format format, String line) {
        if (format == Format.TEXT) {
            assertThat(line).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z .*");
            // Logback lets through what a terminal would obey.
            return line.substring(24).stripTrailing().replaceAll("[\\x00-\\x08\\x0b-\\x1f]", " ");
        }
        JsonNode event = JsonMapper.shared().readTree(line);
        assertThat(event.get("timestamp").isIntegralNumber()).isTrue();
        return event.toString().replaceFirst("\"timestamp\":\\d+", "");
    }

    private static synchronized List<String> logged(Level level, Format format, Consumer<LoggerContext> work) {
        PrintStream before = System.err;
        var bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            var context = new LoggerContext();
            context.setMDCAdapter(new LogbackMDCAdapter());
            Logging.configure(context, level, format);
            work.accept(context);
            context.stop();
        } finally {
            TrafficLog.stop();
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
