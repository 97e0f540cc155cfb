package io.riptide.server.crawl.extract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/// Lists images, video, audio and embeds in document order, each URL once.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** at most so many media.
final class MediaCollector implements ContentSink {
    static final int ALT_CHARS_MAX = 500;

    private final int mediaMax;
    private final LinkResolver resolver;
    private final Map<String, Document.Media> found = new LinkedHashMap<>();
    private boolean truncated;

    MediaCollector(int mediaMax, LinkResolver resolver) {
        this.mediaMax = mediaMax;
        this.resolver = resolver;
    }

    @Override
    public void open(Element element) {
        switch (element.normalName()) {
            case "img" -> ImageSource.url(element, resolver).ifPresent(url -> add(url, "image", element.attr("alt")));
            case "video", "audio" -> addPlayed(element);
            case "iframe", "embed" -> addRelative(element.attr("src"), "embed", element.attr("title"));
            case "object" -> addRelative(element.attr("data"), "embed", element.attr("title"));
            default -> {}
        }
    }

    private void addPlayed(Element element) {
        String label = element.hasAttr("title") ? element.attr("title") : element.attr("aria-label");
        addRelative(element.attr("src"), element.normalName(), label);
        for (Element source : element.children()) {
            if (source.nameIs("source")) {
                addRelative(source.attr("src"), element.normalName(), label);
                return;
            }
        }
    }

    private void addRelative(String reference, String kind, String alt) {
        if (!reference.isBlank()) {
            resolver.resolve(reference).ifPresent(url -> add(url, kind, alt));
        }
    }

    private void add(String url, String kind, String alt) {
        if (found.size() >= mediaMax) {
            truncated |= !found.containsKey(url);
            return;
        }
        found.putIfAbsent(url, new Document.Media(url, kind, Cuts.line(alt, ALT_CHARS_MAX)));
    }

    @Override
    public void text(String text) {}

    @Override
    public void close(Element element) {}

    boolean isTruncated() {
        return truncated;
    }

    List<Document.Media> finish() {
        return new ArrayList<>(found.values());
    }
}
