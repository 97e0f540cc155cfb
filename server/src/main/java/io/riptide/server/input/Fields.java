package io.riptide.server.input;

import java.util.List;

/// Named values a client gave, wherever they stood; asking for one declares it.
///
/// A value that is absent gives the default. One that will not do gives the default too, and is noted; so
/// reading goes on and finds the next fault. What was given and never asked for is unknown, which [#finish]
/// notes.
public interface Fields {
    /// A whole number of `[min, max]`.
    long integer(String name, long min, long max, long fallback);

    /// A truth value.
    boolean bool(String name, boolean fallback);

    /// A text of at most `lengthMax` characters.
    String text(String name, int lengthMax, String fallback);

    /// One of `allowed`.
    String choice(String name, List<String> allowed, String fallback);

    /// Texts of at most `lengthMax` characters each, at most `countMax` of them.
    List<String> texts(String name, int countMax, int lengthMax, List<String> fallback);

    /// Whether a value was given.
    boolean has(String name);

    /// Where a value stands, for a fault.
    String pointer(String name);

    /// Where faults go.
    Faults faults();

    /// Notes everything that was given and never asked for.
    void finish();
}
