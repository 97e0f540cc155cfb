package io.riptide.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Where a search engine is. Its text shows neither user nor password.
///
/// @param url as it was written
public record SearchAddress(String url) {
    /// What an address looks like, for people.
    static final String FORM = "an http or https URL without query or fragment";

    /// The address that `text` writes, if it does.
    static Optional<SearchAddress> parse(String text) {
        try {
            URI uri = new URI(text.strip());
            boolean isWeb = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean isPlain = uri.getRawQuery() == null && uri.getRawFragment() == null;
            return isWeb && uri.getHost() != null && isPlain
                    ? Optional.of(new SearchAddress(uri.toString()))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + uri.getRawPath();
    }
}
