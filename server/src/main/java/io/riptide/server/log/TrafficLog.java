package io.riptide.server.log;

import io.riptide.server.config.LogConfig.Format;
import io.riptide.server.config.LogConfig.Level;
import org.jspecify.annotations.Nullable;

/// A logger of lines that are as many as requests: fields and nothing else, at INFO.
///
/// ```
/// TrafficLog.Line line = log.begin("answered");
/// if (line != null) {
///     line.field("status", 200).end();
/// }
/// ```
///
/// They look like those of all other loggers and obey the same level and format, but pass by Logback: bytes
/// into a ring, which the thread that writes the log empties.
///
/// - **Threading:** any thread; it never waits.
/// - **Bounds:** see [BatchingConsole]; a line that finds no room is lost and counted.
public final class TrafficLog {
    private static final ThreadLocal<Line> LINE = ThreadLocal.withInitial(Line::new);

    private static volatile @Nullable Sink sink;

    private final String name;

    /// Where lines go, once logging is configured.
    private record Sink(BatchingConsole console, Format format) {}

    /// The logger of this name.
    public TrafficLog(String name) {
        this.name = name;
    }

    /// A line with this message, to be ended before the next begins; nothing when the level is above INFO.
    public @Nullable Line begin(String message) {
        Sink current = sink;
        if (current == null) {
            return null;
        }
        Line line = LINE.get();
        line.begin(current, name, message);
        return line;
    }

    static void configure(BatchingConsole console, Level level, Format format) {
        sink = level.compareTo(Level.INFO) > 0 ? null : new Sink(console, format);
    }

    static void stop() {
        sink = null;
    }

    /// A line that is being written.
    public static final class Line {
        private final LineWriter writer = new LineWriter();
        private @Nullable BatchingConsole console;
        private String message = "";

        private Line() {}

        private void begin(Sink to, String logger, String text) {
            console = to.console();
            message = text;
            writer.begin(to.format(), logger, text, System.currentTimeMillis());
        }

        /// Adds a field; what looks like a secret in its value is taken out.
        public Line field(String name, String value) {
            writer.field(name, value);
            return this;
        }

        /// Adds a field.
        public Line field(String name, long value) {
            writer.field(name, value);
            return this;
        }

        /// Hands the line over.
        public void end() {
            BatchingConsole to = console;
            assert to != null : "not begun";
            console = null;
            int length = writer.end(message);
            to.appendLine(writer.buffer(), length);
        }
    }
}
