package io.riptide.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a Redis is, and as whom to speak to it. Its text shows neither user nor password.
///
/// - **Source:** the URI scheme registered for Redis, `redis://user:password@host:port/database`; `rediss` is
///   the same over TLS.
///
/// @param user empty for Redis's default one
/// @param password empty when it asks for none
/// @param database by number
public record RedisAddress(
        boolean isTls, String host, int port, Optional<String> user, Optional<String> password, int database) {
    /// What an address looks like, for people.
    static final String FORM = "`redis://[[user]:password@]host[:port][/database]`, or with `rediss` over TLS";

    private static final int PORT = 6379;
    private static final int PORT_MAX = 65_535;
    private static final Pattern DATABASE = Pattern.compile("/\\d{1,4}");

    /// The address that `text` writes, if it does.
    static Optional<RedisAddress> parse(String text) {
        try {
            URI uri = new URI(text.strip());
            boolean isTls = "rediss".equalsIgnoreCase(uri.getScheme());
            boolean isRedis = isTls || "redis".equalsIgnoreCase(uri.getScheme());
            if (!isRedis || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                return Optional.empty();
            }
            String path = uri.getRawPath();
            boolean hasDatabase = DATABASE.matcher(path).matches();
            int port = uri.getPort() < 0 ? PORT : uri.getPort();
            if (!(hasDatabase || path.isEmpty() || path.equals("/")) || port == 0 || port > PORT_MAX) {
                return Optional.empty();
            }
            String[] userInfo = uri.getRawUserInfo() == null
                    ? new String[] {"", ""}
                    : uri.getRawUserInfo().split(":", 2);
            if (userInfo.length < 2) {
                return Optional.empty(); // whether it is a name or a password, one cannot tell
            }
            String host = uri.getHost().replaceAll("[\\[\\]]", "");
            int database = hasDatabase ? Integer.parseInt(path.substring(1)) : 0;
            return Optional.of(
                    new RedisAddress(isTls, host, port, decoded(userInfo[0]), decoded(userInfo[1]), database));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// A plus sign is one here, unlike in a form.
    private static Optional<String> decoded(String text) {
        String plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        return Optional.of(plain).filter(value -> !value.isEmpty());
    }

    @Override
    public String toString() {
        String shownHost = host.contains(":") ? '[' + host + ']' : host;
        return (isTls ? "rediss://" : "redis://") + shownHost + ':' + port + '/' + database;
    }
}
