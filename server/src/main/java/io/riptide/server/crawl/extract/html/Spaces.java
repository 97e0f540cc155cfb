package io.riptide.server.crawl.extract.html;

/// White space as the rules of HTML have it.
///
/// - **Source:** Infra, 4.6.
final class Spaces {
    private Spaces() {}

    static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    }

    static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
