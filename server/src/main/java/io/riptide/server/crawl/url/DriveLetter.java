package io.riptide.server.crawl.url;

/// A letter with `:` or `|` after it at the beginning of a `file` URL's path, as in `file:///C:/`.
///
/// - **Source:** WHATWG URL, 4.2 "URL miscellaneous".
final class DriveLetter {
    private DriveLetter() {}

    static boolean is(String segment) {
        return segment.length() == 2 && startsWith(segment, 0);
    }

    static boolean isNormalized(String segment) {
        return is(segment) && segment.charAt(1) == ':';
    }

    /// Whether a drive letter stands at `index` and ends there with its path segment.
    static boolean startsWith(String text, int index) {
        if (index + 2 > text.length() || !Ascii.isAlpha(text.charAt(index))) {
            return false;
        }
        char second = text.charAt(index + 1);
        boolean isEnded = index + 2 == text.length() || "/\\?#".indexOf(text.charAt(index + 2)) >= 0;
        return isEnded && (second == ':' || second == '|');
    }
}
