package io.riptide.server.crawl.extract;

import java.util.HashMap;
import java.util.Map;
import org.jsoup.nodes.Element;

/// How much visible text lies in the body and in each of its larger parts, by which the content's place is
/// chosen.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** one walk; remembers forms, `main` and articles only.
final class TextAmounts implements ContentSink {
    private final Map<Element, Long> amounts = new HashMap<>();
    private long total;

    @Override
    public void open(Element element) {
        if (isPart(element)) {
            amounts.put(element, total);
        }
    }

    @Override
    public void text(String text) {
        int visible = 0;
        for (int i = 0; i < text.length(); i++) {
            visible += text.charAt(i) > ' ' ? 1 : 0;
        }
        total += visible;
    }

    @Override
    public void close(Element element) {
        if (isPart(element)) {
            amounts.merge(element, 0L, (before, _) -> total - before);
        }
    }

    private static boolean isPart(Element element) {
        return switch (element.normalName()) {
            case "form", "main", "article" -> true;
            default -> element.attributesSize() > 0 && element.attr("role").equalsIgnoreCase("main");
        };
    }

    /// Whether `element` holds at least `percent` of the body's visible text.
    boolean holds(Element element, int percent) {
        return 100 * amounts.getOrDefault(element, 0L) >= percent * total;
    }
}
