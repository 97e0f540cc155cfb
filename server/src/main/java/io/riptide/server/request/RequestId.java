package io.riptide.server.request;

import java.util.Optional;

/// The name of a request, the client's own when it gave a good one.
final class RequestId {
    private static final int LENGTH_MAX = 128;

    private RequestId() {}

    /// `offered` if it is 1 to 128 letters, digits, dots, underscores or hyphens; else a new one.
    static String of(Optional<String> offered) {
        return offered.filter(RequestId::isGood).orElseGet(UuidV7::next);
    }

    private static boolean isGood(String id) {
        if (id.isEmpty() || id.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean isDigit = c >= '0' && c <= '9';
            if (!isLetter && !isDigit && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }
}
