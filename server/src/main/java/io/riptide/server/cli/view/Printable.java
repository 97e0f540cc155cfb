package io.riptide.server.cli.view;

/// Makes text that came from elsewhere harmless for a terminal.
public final class Printable {
    private Printable() {}

    /// The text without anything a terminal would obey or a reader could be fooled with: controls, but for line
    /// ends, and invisible format characters such as those that turn the direction of writing.
    public static String text(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\x{80}-\\x{9f}&&[^\\n]]", "?");
    }

    /// The same on one line.
    public static String line(String text) {
        return text(text).replace('\n', ' ');
    }

    /// `text`, or its beginning and an ellipsis, so that it has `lengthMax` characters at most.
    public static String cut(String text, int lengthMax) {
        return text.length() <= lengthMax ? text : text.substring(0, Math.max(0, lengthMax - 1)) + "…";
    }
}
