package io.riptide.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Where the proxy of crawls is, and as whom to speak to it. Its text shows neither user nor password.
///
/// The port has to be written: for `http` one tool takes 80 and another 1080, and a fetch that leaves by the
/// wrong door is worse than a start that stops.
///
/// - **Source:** RFC 3986 for its form; RFC 7617, section 2, and RFC 1929, section 2, for what a login may be.
///
/// @param host a name or a literal, IPv6 without brackets
/// @param login empty when the proxy asks for none
public record ProxyAddress(Kind kind, String host, int port, Optional<Login> login) {
    /// What an address looks like, for people.
    static final String FORM = "`http://[user:password@]host:port` or `socks5://[user:password@]host:port`";

    private static final int PORT_MAX = 65_535;

    /// As many bytes as the length fields of SOCKS5 can say; more in HTTP would be no login either.
    private static final int LOGIN_BYTES_MAX = 255;

    /// What a proxy speaks.
    public enum Kind {
        /// Requests with their whole address for `http`, `CONNECT` for `https`.
        HTTP,
        /// Tunnels for both.
        SOCKS5;

        private String scheme() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A user and a password, which no text shows.
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /// The address that `text` writes, if it does.
    static Optional<ProxyAddress> parse(String text) {
        try {
            URI uri = new URI(text.strip());
            Optional<Kind> kind = kind(uri);
            boolean isBare = uri.getRawQuery() == null && uri.getRawFragment() == null;
            boolean hasPort = uri.getPort() > 0 && uri.getPort() <= PORT_MAX;
            if (kind.isEmpty() || uri.getHost() == null || !hasPort || !isBare || !isRoot(uri.getRawPath())) {
                return Optional.empty();
            }
            Optional<Login> login = Optional.ofNullable(uri.getRawUserInfo()).flatMap(ProxyAddress::login);
            if (uri.getRawUserInfo() != null && login.isEmpty()) {
                return Optional.empty();
            }
            String host = uri.getHost().replaceAll("[\\[\\]]", "");
            return Optional.of(new ProxyAddress(kind.get(), host, uri.getPort(), login));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Kind> kind(URI uri) {
        for (Kind kind : Kind.values()) {
            if (kind.scheme().equalsIgnoreCase(uri.getScheme())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private static boolean isRoot(String path) {
        return path.isEmpty() || path.equals("/");
    }

    private static Optional<Login> login(String userInfo) {
        String[] parts = userInfo.split(":", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        String user = decoded(parts[0]);
        String password = decoded(parts[1]);
        // A colon would end the user early, wherever it came from.
        return isWithinBounds(user) && isWithinBounds(password) && !user.contains(":")
                ? Optional.of(new Login(user, password))
                : Optional.empty();
    }

    private static boolean isWithinBounds(String part) {
        int length = part.getBytes(StandardCharsets.UTF_8).length;
        return length >= 1 && length <= LOGIN_BYTES_MAX && part.chars().noneMatch(Character::isISOControl);
    }

    /// A plus sign is one here, unlike in a form.
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        String shownHost = host.contains(":") ? '[' + host + ']' : host;
        return kind.scheme() + "://" + shownHost + ':' + port;
    }
}
