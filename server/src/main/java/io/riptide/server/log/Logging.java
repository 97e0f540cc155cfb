package io.riptide.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.riptide.server.config.LogConfig;
import io.riptide.server.config.LogConfig.Format;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Sets up Logback in code: no file is looked for, nothing is logged before its time.
///
/// - **Threading:** whoever logs only puts the event on a queue; one thread writes. An event loop never waits
///   for a terminal.
/// - **Bounds:** see [BatchingConsole].
public final class Logging {
    /// Our own loggers obey the level asked for.
    private static final List<String> OURS = List.of("io.riptide", "riptide");

    /// Complains at WARN and ERROR, with traces, of each fault in a stranger's file; what matters of it is in
    /// the page's result.
    private static final List<String> SILENT = List.of("org.apache.pdfbox", "org.apache.fontbox");

    private Logging() {}

    /// Replaces what was set up before.
    ///
    /// Libraries are heard from WARN up, whatever is asked for short of `error`: their debug output would bury
    /// ours.
    public static void configure(LogConfig.Level level, Format format) {
        configure((LoggerContext) LoggerFactory.getILoggerFactory(), level, format);
    }

    static void configure(LoggerContext context, LogConfig.Level level, Format format) {
        context.reset();
        var console = new BatchingConsole(encoder(context, format));
        console.setContext(context);
        console.setName("stderr");
        console.start();
        TrafficLog.configure(console, level, format);

        Level asked = Level.toLevel(level.name());
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(asked.isGreaterOrEqual(Level.WARN) ? asked : Level.WARN);
        root.addAppender(console);
        OURS.forEach(name -> context.getLogger(name).setLevel(asked));
        SILENT.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
    }

    /// Writes what is queued and logs nothing more.
    public static void stop() {
        TrafficLog.stop();
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, Format format) {
        Encoder<ILoggingEvent> encoder = switch (format) {
            case TEXT -> new TextEncoder();
            case JSON -> RedactingJsonEncoder.create();
        };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
