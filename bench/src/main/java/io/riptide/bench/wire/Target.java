package io.riptide.bench.wire;

import java.net.InetSocketAddress;
import java.net.URI;

/// A server to measure, as `name=http://127.0.0.1:8080/path?query`.
public record Target(String name, String host, int port, String pathAndQuery) {
    /// Reads `name=http://host:port/path?query`.
    public static Target parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || !text.startsWith("http://", equals + 1)) {
            throw new IllegalArgumentException("target=" + text + ", wanted name=http://host:port/path");
        }
        URI uri = URI.create(text.substring(equals + 1));
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IllegalArgumentException("target=" + text + ", wanted a host and a port");
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Target(text.substring(0, equals), uri.getHost(), uri.getPort(), uri.getRawPath() + query);
    }

    /// Where to connect.
    public InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    /// The same server, asked for something else.
    public Target withPath(String path) {
        return new Target(name, host, port, path);
    }

    /// The number that the query gives `parameter`, or `otherwise`.
    public long queryNumber(String parameter, long otherwise) {
        int query = pathAndQuery.indexOf('?');
        if (query < 0) {
            return otherwise;
        }
        for (String pair : pathAndQuery.substring(query + 1).split("&", -1)) {
            if (pair.startsWith(parameter + "=")) {
                return Long.parseLong(pair.substring(parameter.length() + 1));
            }
        }
        return otherwise;
    }
}
