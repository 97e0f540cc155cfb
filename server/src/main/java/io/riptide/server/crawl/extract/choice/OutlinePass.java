package io.riptide.server.crawl.extract.choice;

import io.riptide.server.crawl.extract.deadline.Deadline;
import io.riptide.server.text.TextChars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/// Fills an [Outline] in one walk, and measures what the markup hides beside it.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** each node once; what comes after the stage is over is not taken in.
final class OutlinePass implements NodeFilter {
    /// A part that the markup hides, or a fallback for readers without scripts, and the prose in it.
    record HiddenPart(Element root, int prose) {}

    private static final int NOWHERE = -1;

    private final Outline outline;
    private final Deadline.Stage stage;
    private final Meanings meanings = new Meanings();
    private final TextChars textChars = new TextChars();
    private final List<HiddenPart> hiddenParts = new ArrayList<>();

    /// For each open level of the outline: the totals when it opened, and its block's own run of text.
    private int[] levels = new int[64 * FIELDS];

    private static final int FIELDS = 6;
    private static final int CHARS = 0;
    private static final int LINK_CHARS = 1;
    private static final int PROSE = 2;
    private static final int LINKS = 3;
    private static final int RUN = 4;
    private static final int BLOCK_LEVEL = 5;

    private int level = NOWHERE;
    private int current = NOWHERE;
    private int chars;
    private int linkChars;
    private int prose;
    private int links;
    private int linkDepth;
    private int codeDepth;

    private int hiddenDepth = NOWHERE;
    private int hiddenChars;
    private int hiddenProse;
    private int hiddenRun;

    OutlinePass(Outline outline, Deadline.Stage stage) {
        this.outline = outline;
        this.stage = stage;
    }

    Outline outline() {
        return outline;
    }

    List<HiddenPart> hiddenParts() {
        return hiddenParts;
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (depth > 0 && stage.isOver()) {
            return FilterResult.SKIP_ENTIRELY;
        }
        if (node instanceof TextNode text) {
            count(text.getWholeText());
            return FilterResult.CONTINUE;
        }
        if (!(node instanceof Element element)) {
            return FilterResult.SKIP_ENTIRELY;
        }
        String tag = element.normalName();
        boolean isRevealed = outline.revealed().contains(element);
        if (Visibility.isUnseen(element) && !tag.equals("noscript") && !isRevealed) {
            return FilterResult.SKIP_ENTIRELY;
        }
        if (hiddenDepth != NOWHERE) {
            endHiddenRun(tag);
        } else if (depth > 0 && !isRevealed && (tag.equals("noscript") || Visibility.isHidden(element))) {
            hiddenDepth = depth;
            hiddenChars = 0;
            hiddenProse = 0;
            hiddenRun = 0;
        } else {
            open(element, tag);
        }
        linkDepth += tag.equals("a") ? 1 : 0;
        codeDepth += isCode(tag) ? 1 : 0;
        return Visibility.isOpaque(tag) ? FilterResult.SKIP_CHILDREN : FilterResult.CONTINUE;
    }

    private void open(Element element, String tag) {
        int meaning = element.attributesSize() == 0 ? 0 : meanings.of(element, tag, codeDepth > 0);
        current = outline.open(element, current, meaning);
        int parentBlock = level == NOWHERE ? 0 : levels[level * FIELDS + BLOCK_LEVEL];
        level++;
        int base = level * FIELDS;
        if (base == levels.length) {
            levels = Arrays.copyOf(levels, 2 * base);
        }
        links += tag.equals("a") ? 1 : 0;
        levels[base + CHARS] = chars;
        levels[base + LINK_CHARS] = linkChars;
        levels[base + PROSE] = prose;
        levels[base + LINKS] = links;
        levels[base + RUN] = 0;
        levels[base + BLOCK_LEVEL] = level > 0 && isInline(tag) ? parentBlock : level;
    }

    private void count(String text) {
        int visible = visible(text);
        if (hiddenDepth != NOWHERE) {
            hiddenChars += visible;
            hiddenRun += linkDepth > 0 ? 0 : visible;
            return;
        }
        chars += visible;
        if (isPrice(text)) {
            outline.addPrice();
        }
        if (linkDepth > 0) {
            linkChars += visible;
        } else {
            levels[levels[level * FIELDS + BLOCK_LEVEL] * FIELDS + RUN] += visible;
        }
    }

    /// Adds up signs of differences, without a branch.
    private int visible(String text) {
        char[] chars = textChars.of(text);
        int visible = 0;
        for (int i = 0; i < text.length(); i++) {
            visible += (' ' - chars[i]) >>> 31;
        }
        return visible;
    }

    private static boolean isPrice(String text) {
        return text.indexOf('$') >= 0 || text.indexOf('\u00a3') >= 0 || text.indexOf('\u20ac') >= 0;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (!(node instanceof Element element)) {
            return FilterResult.CONTINUE;
        }
        String tag = element.normalName();
        linkDepth -= tag.equals("a") ? 1 : 0;
        codeDepth -= isCode(tag) ? 1 : 0;
        if (hiddenDepth == NOWHERE) {
            close();
        } else {
            endHiddenRun(tag);
            if (depth == hiddenDepth) {
                endHidden(element, tag);
            }
        }
        return FilterResult.CONTINUE;
    }

    private void close() {
        int base = level * FIELDS;
        prose += levels[base + RUN] >= Outline.PROSE_CHARS_MIN ? levels[base + RUN] : 0;
        outline.close(
                current,
                chars - levels[base + CHARS],
                linkChars - levels[base + LINK_CHARS],
                prose - levels[base + PROSE],
                links - levels[base + LINKS]);
        current = outline.parent(current);
        level--;
    }

    private void endHiddenRun(String tag) {
        if (!isInline(tag)) {
            hiddenProse += hiddenRun >= Outline.PROSE_CHARS_MIN ? hiddenRun : 0;
            hiddenRun = 0;
        }
    }

    /// A fallback for readers without scripts is not hidden from them, so it is no hidden text.
    private void endHidden(Element root, String tag) {
        endHiddenRun("div");
        hiddenDepth = NOWHERE;
        outline.addHidden(tag.equals("noscript") ? 0 : hiddenChars);
        hiddenParts.add(new HiddenPart(root, hiddenProse));
    }

    private static boolean isCode(String tag) {
        return tag.equals("pre") || tag.equals("code");
    }

    private static boolean isInline(String tag) {
        return switch (tag) {
            case "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins" -> true;
            case "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup" -> true;
            case "time", "tt", "u", "var" -> true;
            default -> false;
        };
    }
}
