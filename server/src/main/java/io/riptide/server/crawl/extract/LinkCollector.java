package io.riptide.server.crawl.extract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Lists a page's links in document order, each URL once, with the first text that any of its links has.
/// One that a link may follow is not `nofollow`, whatever its other links say.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** at most so many links, and [#FOLLOWED_MAX] for whoever follows them, as long as their addresses have
///   [#FOLLOWED_CHARS_MAX] characters in all; a text at most [#TEXT_CHARS_MAX] characters.
final class LinkCollector implements ContentSink {
    private static final int FOLLOWED_MAX = 50_000;
    private static final int FOLLOWED_CHARS_MAX = 8 << 20;
    private static final int TEXT_CHARS_MAX = 300;
    private static final int REL_CHARS_MAX = 100;

    private static final Pattern NOFOLLOW = Pattern.compile("(?<!\\S)nofollow(?!\\S)", Pattern.CASE_INSENSITIVE);

    private final int linksMax;
    private final LinkResolver resolver;
    private final Map<String, Document.Link> found = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable Element current;
    private String currentUrl = "";
    private long urlChars;

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
        switch (tag) {
            case "a" -> begin(element, "href", "");
            case "area" -> begin(element, "href", element.attr("alt"));
            case "frame", "iframe" -> begin(element, "src", element.attr("title"));
            default -> {}
        }
    }

    private void begin(Element element, String attribute, String label) {
        if (element.hasAttr(attribute)) {
            resolver.resolve(element.attr(attribute)).ifPresent(url -> {
                current = element;
                currentUrl = url;
                text.setLength(0);
                text(label);
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
        if (known == null && !hasRoom()) {
            return;
        }
        urlChars += known == null ? currentUrl.length() : 0;
        String rel = rel(known, element);
        if (known == null || known.text().isEmpty()) {
            found.put(currentUrl, new Document.Link(currentUrl, Cuts.line(text.toString(), TEXT_CHARS_MAX), rel));
        } else if (!rel.equals(known.rel())) {
            found.put(currentUrl, new Document.Link(currentUrl, known.text(), rel));
        }
    }

    /// A long base before short links would make of a page many times its own size.
    private boolean hasRoom() {
        return found.size() < linksMax || (found.size() < FOLLOWED_MAX && urlChars < FOLLOWED_CHARS_MAX);
    }

    /// As the first link has it, but `nofollow` only as long as all links have it.
    private static String rel(Document.@Nullable Link known, Element element) {
        if (known == null) {
            return Cuts.line(element.attr("rel"), REL_CHARS_MAX);
        }
        if (known.rel().isEmpty()) {
            return "";
        }
        boolean isFreed = NOFOLLOW.matcher(known.rel()).find()
                && !NOFOLLOW.matcher(element.attr("rel")).find();
        return isFreed ? Cuts.line(NOFOLLOW.matcher(known.rel()).replaceAll(" "), REL_CHARS_MAX) : known.rel();
    }

    boolean isTruncated() {
        return found.size() > linksMax;
    }

    /// The first links, as many as a document lists.
    List<Document.Link> finish() {
        return found.values().stream().limit(linksMax).toList();
    }

    /// All further ones.
    List<Document.Link> unlisted() {
        return isTruncated() ? found.values().stream().skip(linksMax).toList() : List.of();
    }
}
