package io.riptide.server.crawl.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.crawl.fetch.ExchangeResult.Answer;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The trail of redirects of one fetch. Every redirect is a `GET`, since every request is.
///
/// - **Threading:** the fetching thread.
/// - **Bounds:** `redirectsMax` hops, and no address twice: without cookies a second visit ends as the first
///   one did. Addresses that differ in their escapes alone are two: sites send from the one to the other.
/// - **Source:** RFC 9110, section 15.4; RFC 9110, section 10.2.2.
final class Redirects {
    private final int redirectsMax;
    private final List<RedirectHop> hops = new ArrayList<>();
    private final List<HeaderFields> headers = new ArrayList<>();
    private final Set<String> visited = new HashSet<>();

    Redirects(WebUrl start, int redirectsMax) {
        this.redirectsMax = redirectsMax;
        visited.add(start.href());
    }

    boolean isAtStart() {
        return hops.isEmpty();
    }

    List<RedirectHop> hops() {
        return List.copyOf(hops);
    }

    /// Of the answers that were redirects.
    List<HeaderFields> headers() {
        return List.copyOf(headers);
    }

    /// Whether an answer sends the reader elsewhere; one with such a status and no `Location` is a page like
    /// any other.
    static boolean isRedirect(int status, HeaderFields headers) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> location(headers).isPresent();
            default -> false;
        };
    }

    /// Follows the redirect that `answer`, got from `from`, is.
    WebUrl follow(WebUrl from, Answer answer) throws RedirectRefusedException {
        String location = location(answer.headers()).orElseThrow();
        if (hops.size() >= redirectsMax) {
            throw new RedirectRefusedException("more than " + redirectsMax + " redirects");
        }
        WebUrl to;
        try {
            to = from.resolve(location).withoutCredentials();
        } catch (InvalidUrlException e) {
            throw new RedirectRefusedException("redirect to an invalid address: " + e.reason());
        }
        if (!visited.add(to.href())) {
            throw new RedirectRefusedException("redirect loop at " + to);
        }
        hops.add(new RedirectHop(from, answer.status(), to));
        headers.add(answer.headers());
        return to;
    }

    private static Optional<String> location(HeaderFields headers) {
        return headers.first("location")
                .map(Redirects::readAsUtf8)
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    /// Fields come one character a byte. Sites that do not escape their addresses mean UTF-8, and browsers read
    /// it so.
    private static String readAsUtf8(String field) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(field.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return field;
        }
    }

    /// A redirect that is not followed. The message says why.
    static final class RedirectRefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RedirectRefusedException(String message) {
            super(message);
        }
    }
}
