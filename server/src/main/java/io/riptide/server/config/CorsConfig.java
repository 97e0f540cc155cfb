package io.riptide.server.config;

import java.util.List;
import java.util.regex.Pattern;

/// Who may call from a browser page of another origin.
public record CorsConfig(List<String> origins) {
    /// Scheme, host and perhaps a port, lower case, as browsers send it; no path, no wildcard.
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9._\\-\\[\\]:]{1,255}");

    static CorsConfig read(ConfigReader in) {
        return new CorsConfig(in.list(
                "cors.origins",
                ORIGIN,
                "origins such as https://app.example.org",
                "Origins whose pages may call this server; the server's own always may."));
    }
}
