package io.riptide.server.crawl.fetch;

import java.util.Locale;
import java.util.Set;

/// Which header fields a caller may set, and which of them another site gets to see.
///
/// - **Bounds:** [#FIELDS_MAX] fields, [#FIELD_BYTES_MAX] characters in all.
/// - **Failure:** [IllegalArgumentException] that names the field.
/// - **Source:** RFC 9110, sections 5.5, 5.6.2, 7.6.1, 13.1 and 15.4.
final class RequestHeaderPolicy {
    private static final int FIELDS_MAX = 64;
    private static final int FIELD_BYTES_MAX = 16 * 1024;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /// They belong to the connection, or the fetcher sets them itself.
    private static final Set<String> REFUSED = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /// A list of what may travel, not of what may not: who knows which field carries a secret.
    private static final Set<String> FOR_EVERY_ORIGIN =
            Set.of("accept", "accept-language", "cache-control", "pragma", "user-agent");

    private static final Set<String> CONDITIONS =
            Set.of("if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since");

    private RequestHeaderPolicy() {}

    static void requireAllowed(HeaderFields headers) {
        if (headers.fields().size() > FIELDS_MAX) {
            throw new IllegalArgumentException(
                    "headers=" + headers.fields().size() + " fields, allowed: " + FIELDS_MAX);
        }
        int length = 0;
        for (HeaderField field : headers.fields()) {
            requireAllowed(field);
            length += field.name().length() + field.value().length();
        }
        if (length > FIELD_BYTES_MAX) {
            throw new IllegalArgumentException("headers=" + length + " bytes, allowed: " + FIELD_BYTES_MAX);
        }
    }

    private static void requireAllowed(HeaderField field) {
        String name = field.name();
        if (name.isEmpty() || !name.chars().allMatch(RequestHeaderPolicy::isTokenChar)) {
            throw new IllegalArgumentException("a header name is no token");
        }
        if (REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("header " + name + " is not the caller's to set");
        }
        if (!field.value().chars().allMatch(RequestHeaderPolicy::isValueChar)) {
            throw new IllegalArgumentException("header " + name + " has a control or non-ASCII character in its value");
        }
    }

    /// What of `headers` goes along when a redirect leads to another page: what a condition says of the one says
    /// nothing of the other.
    static HeaderFields forAnotherPage(HeaderFields headers) {
        return headers.filtered(field -> !CONDITIONS.contains(field.name().toLowerCase(Locale.ROOT)));
    }

    /// What of `headers` goes along when a redirect leaves the origin they were meant for.
    static HeaderFields forAnotherOrigin(HeaderFields headers) {
        return headers.filtered(field -> FOR_EVERY_ORIGIN.contains(field.name().toLowerCase(Locale.ROOT)));
    }

    private static boolean isTokenChar(int c) {
        boolean isDigit = c >= '0' && c <= '9';
        boolean isLetter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        return isDigit || isLetter || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static boolean isValueChar(int c) {
        return c == '\t' || (c >= ' ' && c < 0x7F);
    }
}
