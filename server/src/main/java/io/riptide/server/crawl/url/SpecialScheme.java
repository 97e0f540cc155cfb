package io.riptide.server.crawl.url;

/// The schemes that the standard treats specially: they have a host, and a backslash is a slash to them.
///
/// - **Source:** WHATWG URL, 4.2 "URL miscellaneous".
final class SpecialScheme {
    static final String FILE = "file";
    static final int NO_PORT = -1;

    private SpecialScheme() {}

    static boolean isSpecial(String scheme) {
        return switch (scheme) {
            case "http", "https", "ws", "wss", "ftp", FILE -> true;
            default -> false;
        };
    }

    /// The port that is left out when written, or [#NO_PORT].
    static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            case "ftp" -> 21;
            default -> NO_PORT;
        };
    }
}
