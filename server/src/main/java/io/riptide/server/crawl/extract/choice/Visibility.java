package io.riptide.server.crawl.extract.choice;

import io.riptide.server.text.Names;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;

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
    private static final Set<String> OPAQUE =
            Names.set("svg", "math", "canvas", "object", "iframe", "audio", "video", "map");

    private Visibility() {}

    /// Whether nothing in elements of this name is text to read.
    public static boolean isUnseen(String tag) {
        return UNSEEN.contains(tag);
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
