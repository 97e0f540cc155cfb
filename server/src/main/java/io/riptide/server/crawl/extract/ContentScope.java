package io.riptide.server.crawl.extract;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/// Which elements of a page count, and the one walk over them that feeds every writer.
///
/// What a reader cannot see never counts: it is where pages hide what is meant for machines. Classes are not
/// looked at, since style sheets are not read; only what the markup itself says is believed.
///
/// - **Bounds:** each node once, without recursion, so depth costs no stack.
final class ContentScope {
    /// All that is visible.
    static final ContentScope VISIBLE = new ContentScope(Optional.empty());

    /// A form with at least this share of the text is no form to fill in but one that a framework put around
    /// the page.
    private static final int PAGE_FORM_PERCENT = 50;

    private static final Set<String> FRAME_ROLES =
            Set.of("navigation", "banner", "contentinfo", "complementary", "search");

    /// Never content, with everything inside.
    private static final Set<String> UNSEEN = Set.of(
            "script",
            "style",
            "noscript",
            "template",
            "head",
            "title",
            "datalist",
            "select",
            "textarea",
            "button",
            "dialog",
            "noframes",
            "noembed");

    /// Seen, but what is inside is a fallback, a drawing or markup of another kind.
    private static final Set<String> OPAQUE =
            Set.of("svg", "math", "canvas", "object", "iframe", "audio", "video", "map");

    /// What of the frame is left in is judged by how much text it holds; empty means that all of it is.
    private final Optional<TextAmounts> amounts;

    private ContentScope(Optional<TextAmounts> amounts) {
        this.amounts = amounts;
    }

    /// What is visible and not the page's frame around its content.
    static ContentScope article(TextAmounts amounts) {
        return new ContentScope(Optional.of(amounts));
    }

    /// Reports what counts at and below `root` to `sinks`; the root itself is in scope whatever it is.
    void walk(Element root, List<ContentSink> sinks) {
        NodeTraversor.filter(new Walk(List.copyOf(sinks)), root);
    }

    boolean excludes(Element element) {
        String tag = element.normalName();
        if (UNSEEN.contains(tag) || isHidden(element)) {
            return true;
        }
        return amounts.isPresent() && isFrame(element, tag, amounts.get());
    }

    private static boolean isFrame(Element element, String tag, TextAmounts amounts) {
        return switch (tag) {
            case "form" -> !amounts.holds(element, PAGE_FORM_PERCENT);
            case "header" -> !isInContent(element);
            case "nav", "footer", "aside" -> true;
            default -> FRAME_ROLES.contains(element.attr("role").strip().toLowerCase(Locale.ROOT));
        };
    }

    /// An article's own header holds its title and author; the page's holds its logo and menu.
    private static boolean isInContent(Element header) {
        for (Element parent = header.parent(); parent != null; parent = parent.parent()) {
            if (parent.nameIs("article") || parent.nameIs("main")) {
                return true;
            }
        }
        return false;
    }

    /// Whether the markup itself hides the element from readers.
    static boolean isHidden(Element element) {
        if (element.attributesSize() == 0) {
            return false;
        }
        if (element.hasAttr("hidden") || element.attr("aria-hidden").equalsIgnoreCase("true")) {
            return true;
        }
        String style = element.attr("style");
        return !style.isEmpty() && hides(style);
    }

    /// Whether a style attribute says `display: none` or `visibility: hidden`, white space aside.
    private static boolean hides(String style) {
        StringBuilder packed = new StringBuilder(style.length());
        for (int i = 0; i < style.length(); i++) {
            char c = style.charAt(i);
            if (c > ' ') {
                packed.append(c);
            }
        }
        String lowered = packed.toString().toLowerCase(Locale.ROOT);
        return lowered.contains("display:none") || lowered.contains("visibility:hidden");
    }

    private final class Walk implements NodeFilter {
        private final List<ContentSink> sinks;

        Walk(List<ContentSink> sinks) {
            this.sinks = sinks;
        }

        @Override
        public FilterResult head(Node node, int depth) {
            if (node instanceof TextNode text) {
                for (ContentSink sink : sinks) {
                    sink.text(text.getWholeText());
                }
                return FilterResult.CONTINUE;
            }
            if (!(node instanceof Element element)) {
                return FilterResult.SKIP_ENTIRELY;
            }
            if (depth > 0 && excludes(element)) {
                return FilterResult.SKIP_ENTIRELY;
            }
            for (ContentSink sink : sinks) {
                sink.open(element);
            }
            return OPAQUE.contains(element.normalName()) ? FilterResult.SKIP_CHILDREN : FilterResult.CONTINUE;
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element element) {
                for (ContentSink sink : sinks) {
                    sink.close(element);
                }
            }
            return FilterResult.CONTINUE;
        }
    }
}
