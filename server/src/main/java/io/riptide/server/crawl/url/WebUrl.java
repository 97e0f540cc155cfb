package io.riptide.server.crawl.url;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import org.jspecify.annotations.Nullable;

/// An `http` or `https` URL, read the way browsers read it.
///
/// Address check, connection, robots rules and cache all take this type and never text, so no two of them can
/// read one URL in two ways. Two URLs are equal if their [#canonical] forms are.
///
/// - **Threading:** immutable.
/// - **Bounds:** time and space linear in the text, whose length the caller bounds.
/// - **Failure:** [InvalidUrlException], its reason fit for the client.
/// - **Source:** WHATWG URL, sections 3 and 4; RFC 3986, section 6.2.2 for the canonical form.
public final class WebUrl {
    private final UrlRecord parts;
    private final String href;
    private final String canonical;

    private WebUrl(UrlRecord parts) {
        this.parts = parts;
        this.href = parts.hrefWithoutFragment();
        this.canonical = CanonicalText.of(href);
    }

    public static WebUrl parse(String input) throws InvalidUrlException {
        return ofWeb(UrlParser.parse(input, null));
    }

    /// Follows a link found at this URL. The fragment of the outcome is the reference's own.
    public WebUrl resolve(String reference) throws InvalidUrlException {
        return ofWeb(UrlParser.parse(reference, parts));
    }

    private static WebUrl ofWeb(UrlRecord parts) throws InvalidUrlException {
        if (!parts.scheme().equals("http") && !parts.scheme().equals("https")) {
            throw new InvalidUrlException("scheme is neither http nor https");
        }
        return new WebUrl(parts);
    }

    /// `http` or `https`.
    public String scheme() {
        return parts.scheme();
    }

    private Host parsedHost() {
        return requireNonNull(parts.host(), "a web URL has a host");
    }

    /// As URLs write it and a `Host` field wants it: ASCII in lower case, IPv4 as four decimal numbers, IPv6 in
    /// brackets.
    public String host() {
        return parsedHost().toString();
    }

    /// As resolvers want it: like [#host], but IPv6 without brackets. A final dot is kept.
    public String hostForDialling() {
        return parsedHost() instanceof Host.Ipv6 ipv6 ? ipv6.address() : host();
    }

    /// Whether the host is an address, so that there is nothing to resolve.
    public boolean isIpLiteral() {
        return parsedHost() instanceof Host.Ipv4 || parsedHost() instanceof Host.Ipv6;
    }

    /// The port to dial: the one written, or the scheme's own.
    public int port() {
        return parts.port() == SpecialScheme.NO_PORT ? SpecialScheme.defaultPort(scheme()) : parts.port();
    }

    /// `host:port` as a `Host` field wants it, without the scheme's own port.
    public String hostAndPort() {
        return parts.hostAndPort();
    }

    /// Begins with a slash.
    public String path() {
        return parts.path();
    }

    /// Without its `?`; empty also where there is none.
    public String query() {
        return orEmpty(parts.query());
    }

    /// Without its `#`; empty also where there is none.
    public String fragment() {
        return orEmpty(parts.fragment());
    }

    private static String orEmpty(@Nullable String part) {
        return part == null ? "" : part;
    }

    /// `scheme://host`, with the port where it is not the scheme's own.
    public String origin() {
        return scheme() + "://" + hostAndPort();
    }

    /// What a request line names: the path, and the query if there is one, even an empty one.
    public String requestTarget() {
        return parts.query() == null ? path() : path() + "?" + parts.query();
    }

    /// Whether it carries a user name or a password, which [#href] then shows.
    public boolean hasCredentials() {
        return parts.hasCredentials();
    }

    /// `user:password` as they were meant, with their escapes undone; either may be empty.
    public String credentials() {
        return decoded(parts.username()) + ':' + decoded(parts.password());
    }

    /// A plus is a plus here.
    private static String decoded(String escaped) {
        return URLDecoder.decode(escaped.replace("+", "%2B"), UTF_8);
    }

    /// The same without user name and password.
    public WebUrl withoutCredentials() {
        return hasCredentials() ? new WebUrl(parts.withoutCredentials()) : this;
    }

    /// The whole, as the standard writes it, without the fragment.
    public String href() {
        return href;
    }

    /// The key for caches and for "seen already": [#href] with percent-encoding normalised.
    ///
    /// Escapes have upper-case digits and unreserved characters are written plainly. Default port, dot segments
    /// and case of the host are gone already. The query keeps its order, for servers may mind it, and an empty
    /// query keeps its `?`. Credentials stay: what they open is another resource.
    public String canonical() {
        return canonical;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebUrl that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    @Override
    public String toString() {
        return href;
    }
}
