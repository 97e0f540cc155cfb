package io.riptide.server.crawl.extract.choice;

import io.riptide.server.crawl.extract.deadline.Deadline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;

/// Which elements of a page are its content: one root, and what inside it is left out.
///
/// 1. The page's [Genre] is told by a vote of its signs.
/// 2. The frame goes: what the markup says is navigation, header, footer, aside or form, and what the page's
///    own names call menu, promotion and so on ([Vocabulary]). Whatever holds much of the page's text stays,
///    however it is called.
/// 3. The root is `main`, else the only `article`, else the body; in genres with one text it goes down from
///    there to the innermost container that still holds nearly all of the prose.
/// 4. Lists of links inside go, in genres where they are not what people came for.
///
/// - **Threading:** one page, one thread; afterwards any.
/// - **Bounds:** two passes over the page at most, then work linear in its elements.
public final class ContentChoice {
    /// `main` says what it is for, so little text makes it believed; less was marked by mistake or is filled by
    /// a script.
    private static final int MAIN_PERCENT_MIN = 5;

    private static final int ARTICLE_PERCENT_MIN = 10;

    /// What holds so much of the page's text is not noise because of its name.
    private static final int NAMED_PERCENT_MAX = 40;

    /// A form with more of the text, or of the prose, is one that a framework put around the page.
    private static final int FORM_PERCENT_MAX = 50;

    private static final int FORM_PROSE_PERCENT_MAX = 30;
    private static final int FRAME_PROSE_PERCENT_MAX = 50;

    /// With less prose than this, shares of it mean nothing.
    private static final int PROSE_MIN = 500;

    private static final int DESCENT_PROSE_MIN = 300;
    private static final int DESCENT_TEXT_PERCENT_MIN = 50;
    private static final int LINKS_MIN = 3;

    private static final Set<String> FRAME_ROLES = Set.of(
            "navigation",
            "banner",
            "contentinfo",
            "complementary",
            "search",
            "dialog",
            "alertdialog",
            "tooltip",
            "menu",
            "menubar",
            "toolbar");

    private final Outline outline;
    private final Genre genre;
    private final Policy policy;
    private final boolean[] dropped;

    /// Inside an article or `main`: an article's own header holds its title and author, the page's a logo and
    /// menu.
    private final boolean[] isInContent;

    private final Set<Element> leftOut = Collections.newSetFromMap(new IdentityHashMap<>());
    private Element root;

    private ContentChoice(Outline outline, Genre genre) {
        this.outline = outline;
        this.genre = genre;
        policy = Policy.of(genre);
        dropped = new boolean[outline.size()];
        isInContent = new boolean[outline.size()];
        root = outline.element(0);
    }

    /// All that is visible.
    public static ContentChoice visible(Element body, PageSigns signs, Deadline.Stage stage) {
        Outline outline = Outline.of(body, stage);
        ContentChoice choice = new ContentChoice(outline, GenreVote.of(signs, outline));
        choice.dropMarks();
        return choice;
    }

    /// Only the content.
    public static ContentChoice content(Element body, PageSigns signs, Deadline.Stage stage) {
        ContentChoice choice = visible(body, signs, stage);
        choice.dropNoise();
        int root = choice.descend(choice.marked());
        choice.dropLinkLists(root);
        choice.root = choice.outline.element(root);
        return choice;
    }

    private void dropMarks() {
        for (int i = 1; i < outline.size(); i++) {
            if ((outline.meanings(i) & Vocabulary.MARK) != 0) {
                drop(i);
            }
        }
    }

    private void dropNoise() {
        for (int i = 1; i < outline.size(); i = dropped[i] ? outline.end(i) : i + 1) {
            int parent = outline.parent(i);
            isInContent[i] = isInContent[parent]
                    || outline.element(parent).nameIs("article")
                    || outline.element(parent).nameIs("main");
            if (isFrame(i) || isNamedNoise(i)) {
                drop(i);
            }
        }
    }

    private void drop(int i) {
        dropped[i] = true;
        leftOut.add(outline.element(i));
    }

    private boolean isFrame(int i) {
        Element element = outline.element(i);
        return switch (element.normalName()) {
            case "form" ->
                isLess(outline.chars(i), outline.chars(0), FORM_PERCENT_MAX)
                        && !isMore(outline.prose(i), outline.prose(0), FORM_PROSE_PERCENT_MAX);
            case "header" -> !isInContent[i];
            case "label", "legend" -> outline.prose(i) == 0;
            case "nav", "footer", "aside" -> !isOfContent(i) && isBesideProse(i);
            default ->
                element.attributesSize() > 0
                        && FRAME_ROLES.contains(element.attr("role").strip().toLowerCase(Locale.ROOT));
        };
    }

    private boolean isBesideProse(int i) {
        return outline.prose(0) < PROSE_MIN || isLess(outline.prose(i), outline.prose(0), FRAME_PROSE_PERCENT_MAX);
    }

    /// A note that belongs to the text, or the source of a quote.
    private boolean isOfContent(int i) {
        Element element = outline.element(i);
        return (element.nameIs("aside") && (outline.meanings(i) & Vocabulary.CALLOUT) != 0)
                || (element.nameIs("footer") && isInQuote(i));
    }

    private boolean isInQuote(int i) {
        int around = outline.parent(i);
        while (around > 0 && !outline.element(around).nameIs("blockquote")) {
            around = outline.parent(around);
        }
        return around > 0;
    }

    private boolean isNamedNoise(int i) {
        if ((outline.meanings(i) & policy.noise()) == 0 || isWordOfText(i)) {
            return false;
        }
        Element element = outline.element(i);
        return isLess(outline.chars(i), outline.chars(0), NAMED_PERCENT_MAX)
                && (outline.prose(0) == 0 || isLess(outline.prose(i), outline.prose(0), NAMED_PERCENT_MAX))
                && !element.nameIs("article")
                && !element.nameIs("main");
    }

    /// Whether the element is a word or two within a text, which sites name for how they look, unless they are there
    /// for screen readers only.
    private boolean isWordOfText(int i) {
        Element element = outline.element(i);
        if ((outline.meanings(i) & Vocabulary.UNSEEN) != 0) {
            return false;
        }
        return switch (element.normalName()) {
            case "b", "i", "em", "strong", "abbr", "code", "kbd", "mark", "sup", "sub" -> true;
            case "span" -> isInProse(i);
            case "a" -> isInProse(i) || opensPicture(i);
            default -> false;
        };
    }

    /// Whether the paragraph around it has text enough beside it, links aside.
    private boolean isInProse(int i) {
        int around = outline.parent(i);
        int ownChars = outline.chars(i) - outline.linkChars(i);
        return outline.element(around).nameIs("p")
                && outline.chars(around) - outline.linkChars(around) - ownChars >= Outline.PROSE_CHARS_MIN;
    }

    /// A link that shows a picture in a window is named for the window.
    private boolean opensPicture(int i) {
        Element inside = outline.element(i).firstElementChild();
        return (outline.meanings(i) & policy.noise()) == Vocabulary.WINDOW && inside != null && inside.nameIs("img");
    }

    private static boolean isLess(int part, int whole, int percent) {
        return 100L * part < (long) percent * whole;
    }

    private static boolean isMore(int part, int whole, int percent) {
        return 100L * part > (long) percent * whole;
    }

    /// What the markup calls the content. Comments are often articles inside the article.
    private int marked() {
        int main = 0;
        int article = 0;
        int articles = 0;
        for (int i = 1; i < outline.size(); i = dropped[i] ? outline.end(i) : i + 1) {
            Element element = outline.element(i);
            if (dropped[i]) {
                continue;
            }
            if (main == 0 && (element.nameIs("main") || element.attr("role").equalsIgnoreCase("main"))) {
                main = i;
            } else if (element.nameIs("article")
                    && !outline.element(outline.parent(i)).nameIs("article")) {
                articles++;
                article = i;
            }
        }
        if (main > 0 && !isLess(outline.chars(main), outline.chars(0), MAIN_PERCENT_MIN)) {
            return main;
        }
        boolean isBelieved = articles == 1 && !isLess(outline.chars(article), outline.chars(0), ARTICLE_PERCENT_MIN);
        return isBelieved ? article : 0;
    }

    /// The innermost container below `from` that still holds nearly all of the prose, and most of the text,
    /// that is left.
    private int descend(int from) {
        int[] prose = new int[outline.size()];
        int[] text = new int[outline.size()];
        for (int i = outline.size() - 1; i > 0; i--) {
            // Here prose[i] and text[i] are what was dropped further inside.
            prose[i] = dropped[i] ? 0 : outline.prose(i) - prose[i];
            text[i] = dropped[i] ? 0 : outline.chars(i) - outline.linkChars(i) - text[i];
            prose[outline.parent(i)] += outline.prose(i) - prose[i];
            text[outline.parent(i)] += outline.chars(i) - outline.linkChars(i) - text[i];
        }
        prose[0] = outline.prose(0) - prose[0];
        text[0] = outline.chars(0) - outline.linkChars(0) - text[0];
        int root = from;
        for (int inner = heaviest(root, prose, text); inner > 0; inner = heaviest(root, prose, text)) {
            root = inner;
        }
        return root;
    }

    private int heaviest(int root, int[] prose, int[] text) {
        if (prose[root] <= DESCENT_PROSE_MIN) {
            return 0;
        }
        for (int i = root + 1; i < outline.end(root); i = outline.end(i)) {
            boolean isHeavy = !isLess(prose[i], prose[root], policy.prosePercent())
                    && !isLess(text[i], text[root], DESCENT_TEXT_PERCENT_MIN);
            if (isHeavy && isContainer(outline.element(i).normalName())) {
                return i;
            }
        }
        return 0;
    }

    private static boolean isContainer(String tag) {
        return switch (tag) {
            case "p", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "pre", "td", "tr", "tbody" -> false;
            default -> true;
        };
    }

    private void dropLinkLists(int root) {
        for (int i = root + 1; i < outline.end(root); i = dropped[i] ? outline.end(i) : i + 1) {
            if (!dropped[i] && isLinkList(i)) {
                drop(i);
            }
        }
    }

    private boolean isLinkList(int i) {
        return switch (outline.element(i).normalName()) {
            case "ul", "ol", "div", "section", "table" ->
                outline.links(i) >= LINKS_MIN
                        && outline.prose(i) == 0
                        && isMore(outline.linkChars(i), outline.chars(i), policy.linkPercent());
            default -> false;
        };
    }

    /// The element that holds the content.
    public Element root() {
        return root;
    }

    /// What is visible and a link, content or not, in document order; of links in links the outermost. Frames are
    /// links where the page has no text of its own.
    public List<Element> links() {
        List<Element> links = new ArrayList<>();
        for (int i = 0; i < outline.size(); ) {
            Element element = outline.element(i);
            boolean isLink = switch (element.normalName()) {
                case "a", "area" -> element.hasAttr("href");
                case "frame" -> element.hasAttr("src");
                case "iframe" -> outline.chars(0) == 0 && element.hasAttr("src");
                default -> false;
            };
            if (isLink) {
                links.add(element);
            }
            i = isLink ? outline.end(i) : i + 1;
        }
        return links;
    }

    /// Whether `element` and what is inside it are not content.
    public boolean leavesOut(Element element) {
        return leftOut.contains(element);
    }

    /// Whether the markup hides `element` until a script shows it, and it counts all the same.
    public boolean reveals(Element element) {
        return outline.revealed().contains(element);
    }

    /// Whether anything is revealed.
    public boolean revealsAny() {
        return !outline.revealed().isEmpty();
    }

    /// What kind of page it is.
    public Genre genre() {
        return genre;
    }

    /// Characters that the markup hides from readers, white space aside, and that are therefore left out.
    public int hiddenChars() {
        return outline.hiddenChars();
    }

    /// Characters of the whole page that a reader can see, white space aside.
    public int visibleChars() {
        return outline.chars(0);
    }
}
