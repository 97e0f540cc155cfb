package io.riptide.server.crawl.robots;

import java.util.Locale;

/// Who asks for a page, as far as robots.txt is concerned.
///
/// @param userAgent what it is called in requests
/// @param patienceMs how long it waits for a file
public record Robot(String userAgent, long patienceMs) {
    private static final String OWN = "riptide";

    /// The part of its name that robots.txt names, such as `riptide` of `Riptide/0.1`.
    ///
    /// - **Source:** RFC 9309, 2.2.1.
    public String token() {
        int end = 0;
        while (end < userAgent.length() && isPart(userAgent.charAt(end))) {
            end++;
        }
        return end == 0 ? OWN : userAgent.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static boolean isPart(char c) {
        return Character.isLetter(c) || c == '-' || c == '_';
    }
}
