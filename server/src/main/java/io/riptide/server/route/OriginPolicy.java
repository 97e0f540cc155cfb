package io.riptide.server.route;

import io.riptide.protocol.http.RequestHead;
import java.util.Optional;
import java.util.Set;

/// Which web pages may talk to this server from a browser.
///
/// A request without `Origin` comes from no page. One whose `Origin` names the host it was sent to comes from a
/// page of ours.
///
/// - **Source:** RFC 6455, 4.2.2 and 10.2; WHATWG Fetch, 3.2 for the field.
///
/// @param allowed origins such as `https://app.example`, in lower case
public record OriginPolicy(Set<String> allowed) {
    /// Takes a copy.
    public OriginPolicy {
        allowed = Set.copyOf(allowed);
    }

    /// Whether the page behind `head` may open a WebSocket.
    public boolean allowsSocket(RequestHead head) {
        Optional<String> origin = head.header("origin");
        return origin.isEmpty() || allowed.contains(origin.get()) || isSameHost(origin.get(), head);
    }

    /// The origin to name in `Access-Control-Allow-Origin`, if the page behind `head` may read the answer.
    public Optional<String> crossOrigin(RequestHead head) {
        return allowed.isEmpty() ? Optional.empty() : head.header("origin").filter(allowed::contains);
    }

    private static boolean isSameHost(String origin, RequestHead head) {
        int scheme = origin.indexOf("://");
        String host = head.header("host").orElse("");
        return scheme > 0 && !host.isEmpty() && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }
}
