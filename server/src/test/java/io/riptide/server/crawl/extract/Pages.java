package io.riptide.server.crawl.extract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Short ways to extract from pages written in a test.
final class Pages {
    static final String URL = "https://example.org/dir/page.html";

    private static final JsoupExtractor EXTRACTOR =
            new JsoupExtractor(new ExtractLimits(5 * 1024 * 1024, 2_000, 500, 60_000));

    private Pages() {}

    static PageSource source(byte[] body, @Nullable String contentType) {
        return new PageSource(body, 0, body.length, contentType, URL);
    }

    static PageSource html(String html) {
        return source(html.getBytes(UTF_8), "text/html; charset=utf-8");
    }

    static ExtractOptions everything(ExtractMode mode) {
        return new ExtractOptions(mode, EnumSet.allOf(ExtractFormat.class));
    }

    static Document extract(PageSource page, ExtractMode mode) {
        return extract(page, everything(mode));
    }

    static Document extract(PageSource page, ExtractOptions options) {
        try {
            return EXTRACTOR.extract(page, options);
        } catch (ExtractException fault) {
            throw new AssertionError(fault);
        }
    }

    static Document article(String html) {
        return extract(html(html), ExtractMode.ARTICLE);
    }

    static String markdown(String html) {
        return extract(html(html), new ExtractOptions(ExtractMode.FULL, Set.of(ExtractFormat.MARKDOWN)))
                .markdown();
    }

    static String text(String html) {
        return extract(html(html), new ExtractOptions(ExtractMode.FULL, Set.of(ExtractFormat.TEXT)))
                .text();
    }

    static PageMetadata metadata(String html) {
        return extract(html(html), ExtractMode.METADATA).metadata();
    }
}
