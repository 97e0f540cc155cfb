package io.riptide.server.config;

/// What is logged, to standard error, and how it looks.
public record LogConfig(Level level, Format format, boolean access) {

    /// From the most talkative.
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR,
        OFF
    }

    /// One line an event, either way.
    public enum Format {
        TEXT,
        JSON
    }

    static LogConfig read(ConfigReader in) {
        return new LogConfig(
                in.choice("log.level", Level.INFO, "The least severe messages that are logged."),
                in.choice("log.format", Format.TEXT, "Lines for people or JSON objects for machines."),
                in.flag("log.access", true, "Logs each answer, and each stream when it ends, at level info."));
    }
}
