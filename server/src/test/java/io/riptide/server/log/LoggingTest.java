package io.riptide.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.riptide.server.config.LogConfig.Format;
import io.riptide.server.config.LogConfig.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoggingTest {
    @Test
    void textIsOneLineAnEvent() {
        String text = logged(
                Level.INFO,
                Format.TEXT,
                context -> context.getLogger("io.riptide.net.Door")
                        .info("client {} said\n{}", "1.2.3.4", "2026-01-01T00:00:00.000Z ERROR forged"));

        assertThat(text)
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  \\[.*] Door - "
                        + "client 1.2.3.4 said 2026-01-01T00:00:00.000Z ERROR forged \\R");
    }

    @Test
    void jsonIsOneObjectAnEventWithItsFields() {
        String text = logged(
                Level.INFO,
                Format.JSON,
                context -> context.getLogger("io.riptide.Door")
                        .atInfo()
                        .addKeyValue("request_id", "r-1")
                        .addKeyValue("authorization", "Bearer s3cret")
                        .log("got Cookie: a=s3cret"));
        JsonNode event = JsonMapper.shared().readTree(text);

        assertThat(event.get("level").asString()).isEqualTo("INFO");
        assertThat(event.get("formattedMessage").asString()).isEqualTo("got Cookie: ***");
        assertThat(event.get("kvpList").toString())
                .contains("\"request_id\":\"r-1\"")
                .doesNotContain("s3cret");
    }

    @Test
    void aFailureKeepsItsStackButNotItsSecrets() {
        for (Format format : Format.values()) {
            String text = logged(
                    Level.INFO,
                    format,
                    context -> context.getLogger("io.riptide.Door")
                            .warn("lost", new IllegalStateException("https://user:s3cret@host refused")));

            assertThat(text)
                    .contains("IllegalStateException", "LoggingTest", "://***@host")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void theLevelIsOursAndLibrariesStartAtWarn() {
        String text = logged(Level.DEBUG, Format.TEXT, context -> {
            context.getLogger("io.riptide.Door").debug("ours");
            context.getLogger("io.netty.Thing").info("theirs");
            context.getLogger("io.netty.Thing").warn("grave");
        });

        assertThat(text).contains("ours", "grave").doesNotContain("theirs");
    }

    @Test
    void aHigherLevelHoldsForAll() {
        String text = logged(Level.ERROR, Format.TEXT, context -> {
            context.getLogger("io.riptide.Door").warn("ours");
            context.getLogger("io.netty.Thing").warn("theirs");
        });

        assertThat(text).isEmpty();
    }

    @Test
    void allThatWasLoggedBeforeTheStopIsWritten() {
        String text = logged(Level.INFO, Format.TEXT, context -> {
            for (int i = 0; i < 5_000; i++) {
                context.getLogger("io.riptide.Door").info("line {}.", i);
            }
        });
        assertThat(text.lines()).hasSize(5_000);
        assertThat(text).contains("line 0.", "line 4999.");
    }

    @Test
    void whatIsLoggedAfterARestIsWrittenToo() {
        String text = logged(Level.INFO, Format.TEXT, context -> {
            for (int i = 0; i < 3; i++) {
                int line = i;
                context.getLogger("io.riptide.Door").info("line {}.", line);
                await().until(() -> System.err instanceof Watched watched && watched.has("line " + line + "."));
            }
        });
        assertThat(text.lines()).hasSize(3);
    }

    /// A writer that is held up must cost nobody but itself.
    @Test
    void whatIsTooMuchIsLostAndCounted() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        int lines = 3 * BatchingConsole.QUEUE_EVENTS_MAX;
        String text = logged(Level.INFO, Format.TEXT, context -> {
            Watched err = (Watched) System.err;
            err.heldUpBy = release;
            for (int i = 0; i < lines; i++) {
                context.getLogger("io.riptide.Door").info("line {}.", i);
            }
            context.getLogger("io.riptide.Door").warn("grave");
            release.countDown();
        });
        assertThat(text).contains("line 0.", "grave", " lines were lost");
        long written = text.lines().filter(line -> line.contains(" - line ")).count();
        long told = Pattern.compile("(\\d+) lines were lost")
                .matcher(text)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
        assertThat(written + told).isEqualTo(lines);
    }

    /// What was written can be looked at, and the writing be held up.
    private static final class Watched extends PrintStream {
        private final ByteArrayOutputStream bytes;
        private volatile @Nullable CountDownLatch heldUpBy;

        Watched(ByteArrayOutputStream bytes) {
            super(bytes, true, StandardCharsets.UTF_8);
            this.bytes = bytes;
        }

        boolean has(String text) {
            return bytes.toString(StandardCharsets.UTF_8).contains(text);
        }

        @Override
        public void write(byte[] buffer, int from, int length) {
            CountDownLatch latch = heldUpBy;
            if (latch != null) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            super.write(buffer, from, length);
        }
    }

    private static synchronized String logged(Level level, Format format, Consumer<LoggerContext> work) {
        PrintStream before = System.err;
        var bytes = new ByteArrayOutputStream();
        System.setErr(new Watched(bytes));
        try {
            var context = new LoggerContext();
            context.setMDCAdapter(new LogbackMDCAdapter());
            Logging.configure(context, level, format);
            work.accept(context);
            context.stop();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
