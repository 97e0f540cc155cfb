package io.riptide.server.crawl.extract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Lists a page's links in document order, each URL once, with the first text that any of its links has.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** at most so many links, a text at most [#TEXT_CHARS_MAX] characters.
final class LinkCollector implements ContentSink {
    private static final int TEXT_CHARS_MAX = 300;
    private static final int REL_CHARS_MAX = 100;

    private final int linksMax;
    private final LinkResolver resolver;
    private final Map<String, Document.Link> found = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable Element current;
    private String currentUrl = "";
    private boolean truncated;

    LinkCollector(int linksMax, LinkResolver resolver) {
        this.linksMax = linksMax;
        this.resolver = resolver;
    }

    @Override
    public void open(Element element) {
        String tag = element.normalName();
        if (current != null) {
            if (tag.equals("img")) {
                text(" " + element.attr("alt"));
            } else if (Tags.isBlock(tag) || tag.equals("br")) {
                text(" ");
            }
            return;
        }
        if ((tag.equals("a") || tag.equals("area")) && element.hasAttr("href")) {
            resolver.resolve(element.attr("href")).ifPresent(url -> {
                current = element;
                currentUrl = url;
                text.setLength(0);
                text(tag.equals("area") ? element.attr("alt") : "");
            });
        }
    }

    @Override
    public void text(String more) {
        if (current != null && text.length() < 4 * TEXT_CHARS_MAX) {
            text.append(more, 0, Math.min(more.length(), 4 * TEXT_CHARS_MAX));
        }
    }

    @Override
    public void close(Element element) {
        if (!element.equals(current)) {
            return;
        }
        current = null;
        Document.Link known = found.get(currentUrl);
        if (known == null && found.size() >= linksMax) {
            truncated = true;
            return;
        }
        if (known == null || known.text().isEmpty()) {
            String rel = known == null ? Cuts.line(element.attr("rel"), REL_CHARS_MAX) : known.rel();
            found.put(currentUrl, new Document.Link(currentUrl, Cuts.line(text.toString(), TEXT_CHARS_MAX), rel));
        }
    }

    boolean isTruncated() {
        return truncated;
    }

    List<Document.Link> finish() {
        return new ArrayList<>(found.values());
    }
}
