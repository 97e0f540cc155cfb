package io.riptide.server.crawl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.url.WebUrl;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/// The name under which a result is kept: SHA-256 over the canonical URL and every option that changes the
/// result.
final class CacheKey {
    private CacheKey() {}

    static String of(WebUrl url, CrawlOptions options, boolean followsLinks) {
        StringBuilder text = new StringBuilder(256);
        add(text, url.canonical());
        add(text, options.extract().mode().wireName());
        add(text, new TreeSet<>(options.extract().formats()).toString());
        add(text, Integer.toString(options.bodyBytesMax()));
        add(text, Integer.toString(options.redirectsMax()));
        add(text, options.userAgent());
        add(text, options.render());
        // Who obeys robots does not learn of links that they shall not follow.
        add(text, followsLinks ? "follows" + options.respectsRobots() : "");
        for (HeaderField field : options.headers().fields()) {
            add(text, field.name());
            add(text, field.value());
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.toString().getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// With its length, so that no two lists of parts give one text.
    private static void add(StringBuilder text, String part) {
        text.append(part.length()).append(':').append(part);
    }
}
