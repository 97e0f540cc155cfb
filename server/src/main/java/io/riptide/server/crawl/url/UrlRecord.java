package io.riptide.server.crawl.url;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The outcome of the parser for any scheme, in the parts that the standard names.
///
/// `port` is -1 when it is the scheme's default or absent. An `opaquePath` (as in `mailto:me`) replaces
/// `segments`. A `null` query or fragment is an absent one, an empty one has its `?` or `#`.
///
/// - **Threading:** immutable.
/// - **Source:** WHATWG URL, 4.1 "URL representation" and 4.5 "URL serializing".
record UrlRecord(
        String scheme,
        String username,
        String password,
        @Nullable Host host,
        int port,
        List<String> segments,
        @Nullable String opaquePath,
        @Nullable String query,
        @Nullable String fragment) {
    UrlRecord {
        segments = List.copyOf(segments);
        assert opaquePath == null || segments.isEmpty() : opaquePath;
    }

    boolean isSpecial() {
        return SpecialScheme.isSpecial(scheme);
    }

    boolean hasOpaquePath() {
        return opaquePath != null;
    }

    boolean hasCredentials() {
        return !username.isEmpty() || !password.isEmpty();
    }

    UrlRecord withoutCredentials() {
        return new UrlRecord(scheme, "", "", host, port, segments, opaquePath, query, fragment);
    }

    String path() {
        if (opaquePath != null) {
            return opaquePath;
        }
        if (segments.isEmpty()) {
            return "";
        }
        return "/" + String.join("/", segments);
    }

    /// `host:port`, the port only where it is not the default.
    String hostAndPort() {
        if (host == null) {
            return "";
        }
        return port == SpecialScheme.NO_PORT ? host.toString() : host + ":" + port;
    }

    /// Everything but the fragment.
    String hrefWithoutFragment() {
        StringBuilder out = new StringBuilder(scheme).append(':');
        if (host != null) {
            out.append("//");
            if (hasCredentials()) {
                out.append(username);
                if (!password.isEmpty()) {
                    out.append(':').append(password);
                }
                out.append('@');
            }
            out.append(hostAndPort());
        } else if (segments.size() > 1 && segments.getFirst().isEmpty()) {
            // Without this a path that begins with two slashes would be read back as a host.
            out.append("/.");
        }
        out.append(path());
        if (query != null) {
            out.append('?').append(query);
        }
        return out.toString();
    }

    String href() {
        String href = hrefWithoutFragment();
        return fragment == null ? href : href + "#" + fragment;
    }
}
