package io.riptide.server.crawl.extract;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/// The text that a page gives search engines as JSON-LD, for where the page shows next to nothing since its script
/// does not run here.
final class StandIn {
    /// Less, white space aside, waits for a script.
    private static final int SHOWN_CHARS_MIN = 200;

    /// Less is a label; what is described in JSON-LD is shown there as well.
    private static final int LABEL_CHARS_MAX = 60;

    private static final int CHARS_MIN = 200;
    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][^>]{0,500}>");
    private static final Pattern EMPTY_LINE = Pattern.compile("\\R\\s*\\R");

    private StandIn() {}

    /// What stands in on a page that shows so many characters.
    static Optional<Element> of(JsonLd jsonLd, int shownChars) {
        if (shownChars >= SHOWN_CHARS_MIN) {
            return Optional.empty();
        }
        return jsonLd.markup("articleBody")
                .or(() -> shownChars < LABEL_CHARS_MAX ? jsonLd.markup("description") : Optional.empty())
                .filter(text -> text.length() >= CHARS_MIN)
                .map(StandIn::marked);
    }

    /// Text that may be HTML, or HTML escaped once more, as elements.
    private static Element marked(String text) {
        String html = text.stripLeading().startsWith("&lt;") ? Parser.unescapeEntities(text, false) : text;
        if (TAG.matcher(html).find()) {
            return Parser.parseBodyFragment(html, "").body();
        }
        Element body = new Element("body");
        for (String paragraph : EMPTY_LINE.split(Parser.unescapeEntities(html, true), -1)) {
            body.appendElement("p").text(paragraph);
        }
        return body;
    }
}
