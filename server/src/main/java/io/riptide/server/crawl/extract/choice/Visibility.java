package io.riptide.server.crawl.extract.choice;

import io.riptide.server.text.Names;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// What a reader of a page cannot see, as far as the markup itself says: style sheets are not read.
///
/// `aria-hidden` hides nothing here: it takes an element from assistive technology and leaves it on the screen,
/// and the panels of accordions and carousels carry it.
public final class Visibility {
    /// Never seen as text, with everything inside.
    private static final Set<String> UNSEEN = Names.set(
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
    private static final Set<String> OPAQUE = Names.set("svg", "math", "canvas", "object", "iframe", "audio", "video");

    private Visibility() {}

    /// Whether nothing in the element is text to read, for what it is.
    public static boolean isUnseen(Element element) {
        String tag = element.normalName();
        return UNSEEN.contains(tag)
                && !(tag.equals("button") && isHeadline(element))
                && !(tag.equals("script") && isFormula(element));
    }

    private static boolean isFormula(Element script) {
        return script.attributesSize() > 0 && script.attr("type").startsWith("math/tex");
    }

    /// A button that opens what stands below it is a heading: it is in one, or holds one.
    private static boolean isHeadline(Element button) {
        Element parent = button.parent();
        if (isHeading(parent) || (parent != null && isHeading(parent.parent()))) {
            return true;
        }
        for (Element child : button.children()) {
            if (isHeading(child) || isHeading(child.firstElementChild())) {
                return true;
            }
        }
        return false;
    }

    static boolean isHeading(@Nullable Element element) {
        if (element == null) {
            return false;
        }
        String tag = element.normalName();
        return tag.length() == 2 && tag.charAt(0) == 'h' && tag.charAt(1) >= '1' && tag.charAt(1) <= '6';
    }

    /// Whether an element of this name stands for itself and what is inside does not count.
    public static boolean isOpaque(String tag) {
        return OPAQUE.contains(tag);
    }

    /// Whether the markup itself hides the element from readers.
    public static boolean isHidden(Element element) {
        if (element.attributesSize() == 0) {
            return false;
        }
        if (element.hasAttr("hidden")) {
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
}
