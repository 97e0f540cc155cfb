package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.MarkdownLines.Break;
import io.riptide.server.text.TextChars;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/// Writes content as GitHub-flavoured Markdown in the one pass over the page.
///
/// Nothing is written before it is needed: [MarkdownLines] knows which line ends are due, [MarkdownInlines]
/// which emphasis and links, [MarkdownLists] which markers. [MarkdownCells] collects cells, and [CodeText] code
/// until its end, when its longest run of backticks is known.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** linear; beyond the limit nothing more is taken in.
/// - **Source:** CommonMark 0.31.2; GitHub Flavored Markdown 0.29, 4.10 "Tables", 6.5 "Strikethrough".
final class MarkdownWriter implements ContentSink {
    private static final String STRONG = "**";
    private static final String EMPHASIS = "*";
    private static final String STRUCK = "~~";
    private static final int SCRIPT_CHARS_MAX = 12;
    private static final int SCRIPT_DEPTH_MAX = 3;

    private final int charsMax;
    private final LinkResolver links;
    private final MarkdownInlines inlines = new MarkdownInlines();
    private final MarkdownLists lists = new MarkdownLists();
    private final MarkdownCells cells = new MarkdownCells();
    private final CodeText code = new CodeText();
    private final TextChars textChars = new TextChars();
    private MarkdownLines lines = new MarkdownLines(false);
    private String headingDue = "";
    private int headingDepth;

    /// Output length right after a code span, which another one would become part of.
    private int spanEnd;

    /// Digits that are all there is on the line so far, else -1.
    private int lineDigits = -1;

    /// A raised or lowered text that is open as an element.
    private @Nullable Element script;

    private boolean truncated;

    MarkdownWriter(int charsMax, LinkResolver links) {
        this.charsMax = charsMax;
        this.links = links;
    }

    @Override
    public void open(Element element) {
        if (truncated) {
            return;
        }
        String tag = element.normalName();
        if (code.isOpen()) {
            code.open(element, tag);
            return;
        }
        switch (tag) {
            case "b", "strong" -> inlines.openEmphasis(headingDepth > 0 ? "" : STRONG);
            case "i", "em" -> inlines.openEmphasis(EMPHASIS);
            case "del", "s", "strike" -> inlines.openEmphasis(STRUCK);
            case "a" -> inlines.openLink(destination(element));
            case "sup", "sub" -> openScript(element, tag);
            case "br" -> breakLine(Break.HARD);
            case "hr" -> rule();
            case "img" -> image(element);
            case "math", "script" -> formula(element);
            case "input" -> checkbox(element);
            case "pre" -> {
                breakLine(Break.BLANK);
                code.begin(element, true);
            }
            case "code", "kbd", "samp", "tt" -> code.begin(element, false);
            case "table" -> openTable(element);
            case "thead", "tbody", "tfoot" -> {}
            case "tr", "td", "th" -> openTablePart(tag);
            case "ul", "ol", "menu", "dir" -> {
                breakLine(lists.isInside() ? Break.LINE : Break.BLANK);
                lists.open(element, tag);
            }
            case "li" -> openItem();
            case "blockquote" -> {
                breakLine(Break.BLANK);
                lists.openQuote(lines, headingDepth > 0 || lines.isCell());
            }
            default -> openBlock(tag);
        }
    }

    private void openBlock(String tag) {
        int level = Tags.headingLevel(tag);
        if (level > 0) {
            breakLine(Break.BLANK);
            headingDepth++;
            headingDue = lines.isCell() ? "" : "#".repeat(level) + ' ';
        } else if (Tags.isBlock(tag)) {
            breakLine(tag.equals("p") ? Break.BLANK : Break.BLOCK);
        }
    }

    private void openItem() {
        inlines.suspend(lines.out());
        if (headingDepth == 0) {
            lines.breakForItem();
        }
        lists.openItem(lines, headingDepth > 0);
    }

    @Override
    public void close(Element element) {
        if (truncated) {
            return;
        }
        String tag = element.normalName();
        if (code.isOpen()) {
            if (code.isClosedBy(element)) {
                writeCode();
            } else {
                code.close(tag);
            }
            return;
        }
        switch (tag) {
            case "b", "strong", "i", "em", "del", "s", "strike", "a" -> inlines.close(lines.out());
            case "sup", "sub" -> {
                if (element.equals(script)) {
                    raw("</" + tag + '>');
                    script = null;
                }
            }
            case "table" -> {
                cells.closeTable();
                breakLine(Break.BLANK);
            }
            case "thead", "tbody", "tfoot" -> {}
            case "tr", "td", "th" -> closeTablePart(element, tag);
            case "ul", "ol", "menu", "dir" -> {
                lists.close();
                breakLine(lists.isInside() ? Break.BLOCK : Break.BLANK);
            }
            case "li" -> {
                breakLine(Break.LINE);
                lists.closeContainer(lines);
            }
            case "blockquote" -> {
                inlines.suspend(lines.out());
                lists.closeContainer(lines);
                breakLine(Break.BLANK);
            }
            default -> closeBlock(tag);
        }
        truncated = lines.out().length() > charsMax;
    }

    private void closeBlock(String tag) {
        if (Tags.headingLevel(tag) > 0) {
            headingDepth--;
            headingDue = "";
            guardHeadingEnd();
            breakLine(Break.BLANK);
        } else if (Tags.isBlock(tag)) {
            breakLine(tag.equals("p") ? Break.BLANK : Break.BLOCK);
        }
    }

    /// Number signs at a heading's end would be taken for its closing sequence.
    private void guardHeadingEnd() {
        StringBuilder out = lines.out();
        if (lines.isSeamless() && !out.isEmpty() && out.charAt(out.length() - 1) == '#') {
            out.insert(out.length() - 1, '\\');
        }
    }

    private void breakLine(Break strength) {
        if (headingDepth > 0 && !lines.isCell()) {
            lines.space();
            return;
        }
        lines.breakLine(strength);
        if (lines.endsParagraph()) {
            inlines.suspend(lines.out());
        }
    }

    @Override
    public void text(String text) {
        if (truncated) {
            return;
        }
        if (code.isOpen()) {
            code.text(text);
            return;
        }
        if (cells.isBetweenCells() && text.isBlank()) {
            return;
        }
        char[] chars = textChars.of(text);
        int i = 0;
        while (i < text.length()) {
            char c = chars[i++];
            if (Tags.isSpace(c)) {
                lines.space();
                lineDigits = -1;
            } else if (!Tags.isInvisible(c)) {
                visible(text, i - 1, c);
                i = plainRun(text, chars, i);
            }
        }
        truncated = lines.out().length() > charsMax;
    }

    private void visible(String text, int index, char c) {
        beforeVisible(c);
        StringBuilder out = lines.out();
        boolean atLineStart = lines.atLineStart();
        if (atLineStart) {
            lineDigits = 0;
        }
        if (!MarkdownEscapes.isPlain(c)) {
            char previous = atLineStart || out.isEmpty() ? '\n' : out.charAt(out.length() - 1);
            var place =
                    new MarkdownEscapes.Place(previous, atLineStart, lineDigits, inlines.isInLink(), lines.isCell());
            if (MarkdownEscapes.isNeeded(text, index, place)) {
                out.append('\\');
            }
        }
        lineDigits = lineDigits >= 0 && c >= '0' && c <= '9' ? lineDigits + 1 : -1;
        out.append(c);
        lines.leaveLineStart();
    }

    /// Writes what follows a visible character and needs no thought, and returns where that ends.
    private int plainRun(String text, char[] chars, int start) {
        if (!lines.isSeamless() || !inlines.isSettled(lines.out())) {
            return start;
        }
        int end = MarkdownEscapes.plainEnd(chars, start, text.length());
        if (end == start) {
            return start;
        }
        lines.out().append(text, start, end);
        lineDigits = -1;
        return end;
    }

    /// Writes what is due before the visible character `c`: breaks, a heading's marker, markers of emphasis and
    /// links.
    private void beforeVisible(char c) {
        boolean isSeamless = lines.isSeamless();
        if (isSeamless && inlines.isSettled(lines.out())) {
            return;
        }
        if (isSeamless) {
            inlines.mendClosing(c, lines.out());
        }
        if (lines.begin() && lines.isCell()) {
            inlines.protect(lines.out());
        }
        lists.forgetEnded();
        if (!headingDue.isEmpty()) {
            lines.out().append(headingDue);
            headingDue = "";
            lines.leaveLineStart();
        }
        inlines.openDue(c, isSeamless, lines);
        inlines.forgetClosing();
    }

    /// A link to a place on the same page or to what is no web page leaves its text only.
    private Optional<String> destination(Element anchor) {
        String reference = anchor.attr("href").strip();
        boolean isLocal = reference.isEmpty() || reference.startsWith("#");
        return isLocal ? Optional.empty() : links.resolve(reference).map(MarkdownWriter::encoded);
    }

    /// A resolved URL has no spaces; parentheses and pipes are encoded, which servers take for the same.
    private static String encoded(String url) {
        return url.replace("(", "%28").replace(")", "%29").replace("|", "%7C");
    }

    private void raw(String markup) {
        beforeVisible('!');
        lines.out().append(markup);
        lines.leaveLineStart();
        inlines.protect(lines.out());
    }

    private void image(Element element) {
        ImageSource.url(element, links).ifPresent(url -> {
            String alt = Cuts.line(element.attr("alt"), MediaCollector.ALT_CHARS_MAX);
            raw("![" + MarkdownEscapes.bracketed(alt, lines.isCell()) + "](" + encoded(url) + ")");
        });
    }

    private void formula(Element element) {
        String formula = Formula.of(element);
        if (!formula.isEmpty()) {
            raw(lines.isCell() ? formula.replace("|", "\\|") : formula);
        }
    }

    private void checkbox(Element element) {
        if (element.attr("type").toLowerCase(Locale.ROOT).equals("checkbox") && lists.isInside()) {
            raw(element.hasAttr("checked") ? "[x]" : "[ ]");
            lines.space();
        }
    }

    /// What is raised or lowered, and short, keeps its element where it would else become part of a word or number.
    private void openScript(Element element, String tag) {
        boolean touches = touchesWord(lines.out()) || startsWithWord(element.nextSibling());
        if (script == null && touches && isShort(element)) {
            raw('<' + tag + '>');
            script = element;
        }
    }

    private boolean touchesWord(StringBuilder out) {
        char last = lines.isSeamless() && !out.isEmpty() ? out.charAt(out.length() - 1) : ' ';
        return Character.isLetterOrDigit(last) || last == ')' || last == '*';
    }

    private static boolean startsWithWord(@Nullable Node node) {
        return node instanceof TextNode text
                && !text.getWholeText().isEmpty()
                && Character.isLetterOrDigit(text.getWholeText().charAt(0));
    }

    private static boolean isShort(Element script) {
        Node inside = script;
        for (int i = 0; i < SCRIPT_DEPTH_MAX && inside.childNodeSize() == 1; i++) {
            inside = inside.childNode(0);
        }
        return startsWithWord(inside) && inside.nodeValue().length() <= SCRIPT_CHARS_MAX;
    }

    private void rule() {
        if (!lines.isCell()) {
            breakLine(Break.BLANK);
            lines.begin();
            lines.out().append("---");
            lines.leaveLineStart();
        }
        breakLine(Break.BLANK);
    }

    private void writeCode() {
        boolean isBlock = code.isBlock() && !lines.isCell() && headingDepth == 0;
        if (isBlock) {
            breakLine(Break.BLANK);
            String text = code.takeBlock();
            if (!text.isEmpty()) {
                lists.forgetEnded();
                lines.fenced(CodeText.fence(text, 3), code.language(), text);
            }
            breakLine(Break.BLANK);
            return;
        }
        if (code.isBlock() && lines.isCell()) {
            code.takeBlock().lines().forEach(line -> {
                breakLine(Break.LINE);
                span(CodeText.Span.of(line));
            });
            breakLine(Break.LINE);
        } else {
            span(code.takeSpan());
        }
    }

    private void span(CodeText.Span span) {
        if (span.isSpaceBefore() || (lines.isSeamless() && touchesSpan(lines.out()))) {
            lines.space();
        }
        if (!span.text().isEmpty()) {
            raw(lines.isCell() ? span.markup().replace("|", "\\|") : span.markup());
            spanEnd = lines.out().length();
        }
        if (span.isSpaceAfter()) {
            lines.space();
        }
    }

    private boolean touchesSpan(StringBuilder out) {
        return out.length() == spanEnd && spanEnd > 0 && out.charAt(spanEnd - 1) == '`';
    }

    private void openTable(Element element) {
        breakLine(Break.BLANK);
        if (!lines.isCell() && headingDepth == 0) {
            cells.openTable(element);
        }
    }

    private void openTablePart(String tag) {
        if (!cells.isInTable()) {
            breakLine(Break.BLOCK);
        } else if (tag.equals("tr")) {
            cells.openRow();
        } else if (cells.isBetweenCells()) {
            inlines.suspend(lines.out());
            lines = cells.openCell(lines);
            inlines.forgetPlaces();
        }
    }

    private void closeTablePart(Element element, String tag) {
        if (!cells.isInTable()) {
            breakLine(Break.BLOCK);
        } else if (tag.equals("tr")) {
            if (cells.closeRow(lines)) {
                lists.forgetEnded();
                inlines.forgetPlaces();
            }
        } else if (!cells.isBetweenCells()) {
            inlines.suspend(lines.out());
            lines = cells.closeCell(element, lines);
            inlines.forgetPlaces();
        }
    }

    boolean isTruncated() {
        return truncated;
    }

    /// The Markdown so far, at most the limit long, without a line end at its end.
    String finish() {
        return Cuts.chars(cells.page(lines).out(), charsMax);
    }
}
