package io.riptide.engine.flow;

import java.util.Locale;

/// How a reader gets on.
public enum ReaderState {
    /// It takes events about as they come.
    KEEPS_UP,
    /// It takes them late.
    SLOW,
    /// It takes not a byte.
    STALLED;

    /// The word for it in figures.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
