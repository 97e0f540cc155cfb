package io.riptide.server.crawl.extract;

import io.riptide.server.text.TextChars;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jsoup.nodes.Element;

/// Writes content as plain text: a line per block, an empty line around paragraphs, `- ` or a number before
/// list items, a tab between table cells, `pre` as it stands, all other white space collapsed.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** linear; stops taking text at the limit and says so.
final class TextWriter implements ContentSink {
    private static final int LIST_DEPTH_MAX = 16;
    private static final char NONE = 0;

    private final int charsMax;
    private final StringBuilder out = new StringBuilder();
    private final TextChars textChars = new TextChars();
    private final Deque<ListCounter> lists = new ArrayDeque<>();

    /// Line ends due before the next character.
    private int lineEndsDue;

    private boolean isSpaceDue;
    private boolean isTabDue;
    private String markerDue = "";
    private int preDepth;

    /// What is written before a number that is raised or lowered.
    private char scriptDue = NONE;

    private boolean truncated;

    TextWriter(int charsMax) {
        this.charsMax = charsMax;
    }

    /// An ordered list's next number, or an unordered one.
    private static final class ListCounter {
        private final boolean isOrdered;
        private int next;

        ListCounter(boolean isOrdered, int next) {
            this.isOrdered = isOrdered;
            this.next = next;
        }

        String marker() {
            return isOrdered ? next++ + ". " : "- ";
        }
    }

    @Override
    public void open(Element element) {
        String tag = element.normalName();
        switch (tag) {
            case "br" -> {
                breakLine(Math.min(2, lineEndsDue + 1));
                return;
            }
            case "pre" -> preDepth++;
            case "td", "th" -> isTabDue |= element.previousElementSibling() != null;
            case "math", "script" -> text(Formula.of(element));
            case "sup" -> scriptDue = '^';
            case "sub" -> scriptDue = '_';
            default -> {}
        }
        if (!Tags.isBlock(tag)) {
            return;
        }
        if (tag.equals("li")) {
            breakLine(1);
            markerDue = "  ".repeat(Math.clamp(lists.size() - 1, 0, LIST_DEPTH_MAX))
                    + (lists.peek() == null ? "- " : lists.element().marker());
            return;
        }
        if (markerDue.isEmpty()) {
            breakLine(Tags.isParagraph(tag) && !(Tags.isList(tag) && !lists.isEmpty()) ? 2 : 1);
        }
        if (Tags.isList(tag)) {
            lists.push(new ListCounter(tag.equals("ol"), 1));
        }
    }

    @Override
    public void close(Element element) {
        String tag = element.normalName();
        switch (tag) {
            case "pre" -> preDepth--;
            case "sup", "sub" -> scriptDue = NONE;
            default -> {}
        }
        if (!Tags.isBlock(tag)) {
            return;
        }
        if (Tags.isList(tag)) {
            lists.poll();
        }
        if (tag.equals("li")) {
            markerDue = "";
        }
        boolean isNested = !lists.isEmpty() || tag.equals("li");
        breakLine(Tags.isParagraph(tag) && !isNested ? 2 : 1);
    }

    /// Asks for at least that many line ends before whatever comes next.
    private void breakLine(int lineEnds) {
        lineEndsDue = Math.max(lineEndsDue, lineEnds);
        isSpaceDue = false;
        isTabDue = false;
    }

    @Override
    public void text(String text) {
        if (truncated) {
            return;
        }
        char[] chars = textChars.of(text);
        int i = 0;
        while (i < text.length()) {
            char c = chars[i];
            if (preDepth > 0 && (c == '\n' || c == ' ' || c == '\t')) {
                verbatim(c);
                i++;
            } else if (Tags.isSpace(c)) {
                isSpaceDue = true;
                i++;
            } else if (Tags.isInvisible(c)) {
                i++;
            } else {
                writeDue();
                if (scriptDue != NONE) {
                    script(c);
                }
                int end = Tags.runEnd(chars, i, text.length());
                out.append(text, i, end);
                i = end;
            }
        }
        if (out.length() > charsMax) {
            truncated = true;
        }
    }

    /// A raised or lowered number would become part of what it follows.
    private void script(char c) {
        boolean isNumber = c >= '0' && c <= '9';
        if (isNumber && !out.isEmpty() && Character.isLetterOrDigit(out.charAt(out.length() - 1))) {
            out.append(scriptDue);
        }
        scriptDue = NONE;
    }

    private void verbatim(char c) {
        if (c == '\n') {
            lineEndsDue++;
        } else {
            writeDue();
            out.append(c);
        }
    }

    private void writeDue() {
        if (lineEndsDue == 0 && !isSpaceDue && !isTabDue && markerDue.isEmpty()) {
            return;
        }
        if (!out.isEmpty()) {
            if (lineEndsDue > 0) {
                out.append("\n".repeat(lineEndsDue));
            } else if (isTabDue) {
                out.append('\t');
            } else if (isSpaceDue) {
                out.append(' ');
            }
        }
        out.append(markerDue);
        markerDue = "";
        lineEndsDue = 0;
        isSpaceDue = false;
        isTabDue = false;
    }

    boolean isTruncated() {
        return truncated;
    }

    /// The text so far, at most the limit long.
    String finish() {
        return Cuts.chars(out, charsMax);
    }
}
