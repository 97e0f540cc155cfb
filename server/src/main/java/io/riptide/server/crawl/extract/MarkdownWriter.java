package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.MarkdownLines.Break;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Writes content as GitHub-flavoured Markdown in the one pass over the page.
///
/// Nothing is written before it is needed: emphasis and links open with their first visible character, so empty
/// ones vanish and spaces end up outside the markers; a block inside an emphasis or a link closes it and opens
/// it again in the next block, since Markdown knows no other way. Code is collected until its end, when its
/// longest run of backticks is known.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** linear; beyond the limit nothing more is taken in. Quotes and lists nest [#CONTAINERS_MAX]
///   deep, deeper ones are written at that depth, so a line's prefix stays short.
/// - **Source:** CommonMark 0.31.2; GitHub Flavored Markdown 0.29, 4.10 "Tables", 6.5 "Strikethrough".
final class MarkdownWriter implements ContentSink {
    private static final int CONTAINERS_MAX = 32;
    private static final String STRONG = "**";
    private static final String EMPHASIS = "*";
    private static final String STRUCK = "~~";

    /// Emphasis or a link: what opens and closes it, and whether it is open in the output now.
    private static final class Inline {
        private final String opening;
        private final String closing;
        private boolean isOpen;
        private int openedAt;

        Inline(String opening, String closing) {
            this.opening = opening;
            this.closing = closing;
        }

        boolean isLink() {
            return opening.equals("[");
        }
    }

    /// A list and the number of its next item; `marker` is `-`, `*`, `.` or `)`.
    private static final class Listing {
        private final boolean isOrdered;
        private final char marker;
        private long next;

        Listing(boolean isOrdered, char marker, long next) {
            this.isOrdered = isOrdered;
            this.marker = marker;
            this.next = next;
        }

        String takeMarker() {
            return isOrdered ? "" + next++ + marker + ' ' : marker + " ";
        }
    }

    private final int charsMax;
    private final LinkResolver links;
    private final List<Inline> inlines = new ArrayList<>();
    private final Deque<Listing> lists = new ArrayDeque<>();
    private final Deque<Boolean> pushed = new ArrayDeque<>();
    private final CodeText code = new CodeText();
    private MarkdownLines lines = new MarkdownLines(false);
    private int containers;
    private int closedInlines;

    /// Marker of the list that ended last with nothing written since; a list right after it needs another one.
    private char endedListMarker;

    private String headingDue = "";
    private int headingDepth;

    /// Digits that are all there is on the line so far, else -1.
    private int lineDigits = -1;

    /// Output length right after a closing marker, to see whether the next character touches it.
    private int closedAt = -1;

    private @Nullable Inline closedLast;
    private @Nullable MarkdownTable table;
    private @Nullable MarkdownLines outsideCell;
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
            case "b", "strong" -> openEmphasis(headingDepth > 0 ? "" : STRONG);
            case "i", "em" -> openEmphasis(EMPHASIS);
            case "del", "s", "strike" -> openEmphasis(STRUCK);
            case "a" -> openLink(element);
            case "br" -> breakLine(Break.HARD);
            case "hr" -> rule();
            case "img" -> image(element);
            case "input" -> checkbox(element);
            case "pre" -> {
                breakLine(Break.BLANK);
                code.begin(element, true);
            }
            case "code", "kbd", "samp", "tt" -> code.begin(element, false);
            case "table" -> openTable(element);
            case "thead", "tbody", "tfoot" -> {}
            case "tr", "td", "th" -> openTablePart(tag);
            case "ul", "ol", "menu", "dir" -> openList(element, tag);
            case "li" -> openItem();
            case "blockquote" -> {
                breakLine(Break.BLANK);
                push("> ", "> ");
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
            case "b", "strong", "i", "em", "del", "s", "strike", "a" -> closeInline();
            case "table" -> {
                table = null;
                breakLine(Break.BLANK);
            }
            case "thead", "tbody", "tfoot" -> {}
            case "tr", "td", "th" -> closeTablePart(element, tag);
            case "ul", "ol", "menu", "dir" -> closeList();
            case "li" -> {
                breakLine(Break.LINE);
                pop();
            }
            case "blockquote" -> {
                suspendInlines();
                pop();
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

    // Inline content.

    private void openEmphasis(String marker) {
        boolean isInside = inlines.stream().anyMatch(inline -> inline.opening.equals(marker));
        addInline(isInside ? new Inline("", "") : new Inline(marker, marker));
    }

    /// A link to a place on the same page or to what is no web page leaves its text only.
    private void openLink(Element element) {
        String reference = element.attr("href").strip();
        boolean isInside = inlines.stream().anyMatch(Inline::isLink);
        boolean isLocal = reference.isEmpty() || reference.startsWith("#");
        Optional<String> url = isInside || isLocal ? Optional.empty() : links.resolve(reference);
        addInline(url.map(target -> new Inline("[", "](" + destination(target) + ")"))
                .orElseGet(() -> new Inline("", "")));
    }

    private void addInline(Inline inline) {
        inlines.add(inline);
        closedInlines++;
    }

    private void closeInline() {
        if (inlines.isEmpty()) {
            return;
        }
        Inline inline = inlines.removeLast();
        if (inline.isOpen) {
            writeClosing(inline);
        } else {
            closedInlines--;
        }
    }

    private void writeClosing(Inline inline) {
        lines.out().append(inline.closing);
        if (!inline.isLink() && !inline.closing.isEmpty()) {
            closedAt = lines.out().length();
            closedLast = inline;
        }
    }

    /// Closes what is open in the output, to be opened again by the next visible character.
    private void suspendInlines() {
        for (int i = inlines.size() - 1; i >= 0; i--) {
            Inline inline = inlines.get(i);
            if (inline.isOpen) {
                writeClosing(inline);
                inline.isOpen = false;
                closedInlines++;
            }
        }
    }

    private void breakLine(Break strength) {
        if (headingDepth > 0 && !lines.isCell()) {
            lines.space();
            return;
        }
        lines.breakLine(strength);
        if (lines.endsParagraph()) {
            suspendInlines();
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
        if (table != null && outsideCell == null && text.isBlank()) {
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Tags.isSpace(c)) {
                lines.space();
                lineDigits = -1;
            } else if (!Tags.isInvisible(c)) {
                visible(text, i, c);
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
            boolean inBrackets = !inlines.isEmpty() && inlines.stream().anyMatch(Inline::isLink);
            var place = new MarkdownEscapes.Place(previous, atLineStart, lineDigits, inBrackets, lines.isCell());
            if (MarkdownEscapes.isNeeded(text, index, place)) {
                out.append('\\');
            }
        }
        lineDigits = lineDigits >= 0 && c >= '0' && c <= '9' ? lineDigits + 1 : -1;
        out.append(c);
        lines.leaveLineStart();
    }

    /// Writes what is due before the visible character `c`: breaks, a heading's marker, markers of emphasis and
    /// links.
    private void beforeVisible(char c) {
        if (lines.isSeamless() && closedInlines == 0 && closedAt != lines.out().length()) {
            return;
        }
        boolean isSeamless = lines.isSeamless();
        if (isSeamless && closedAt == lines.out().length()) {
            mendClosing(c);
        }
        lines.begin();
        endedListMarker = 0;
        if (!headingDue.isEmpty()) {
            lines.out().append(headingDue);
            headingDue = "";
            lines.leaveLineStart();
        }
        if (closedInlines > 0) {
            openInlines(c, isSeamless);
        }
        closedAt = -1;
    }

    private void openInlines(char c, boolean isSeamless) {
        StringBuilder out = lines.out();
        boolean touchesWord = isSeamless && !out.isEmpty() && Character.isLetterOrDigit(out.charAt(out.length() - 1));
        if (touchesWord && !Character.isLetterOrDigit(c) && inlines.stream().noneMatch(Inline::isLink)) {
            // `word**(more)**` would not open: the marker waits until after the punctuation.
            return;
        }
        for (Inline inline : inlines) {
            if (!inline.isOpen) {
                if (inline.isLink() && isSeamless && !out.isEmpty() && out.charAt(out.length() - 1) == '!') {
                    out.insert(out.length() - 1, '\\');
                }
                out.append(inline.opening);
                inline.openedAt = out.length();
                inline.isOpen = true;
                if (!inline.opening.isEmpty()) {
                    lines.leaveLineStart();
                }
            }
        }
        closedInlines = 0;
    }

    /// The character after a closing marker touches it. The same marker about to open again continues the
    /// emphasis; `**word:**more` would not close, so the marker moves before the punctuation.
    private void mendClosing(char c) {
        Inline closed = closedLast;
        if (closed == null) {
            return;
        }
        StringBuilder out = lines.out();
        int markerAt = out.length() - closed.closing.length();
        Optional<Inline> again = inlines.stream()
                .filter(inline -> !inline.isOpen && inline.opening.equals(closed.opening))
                .findFirst();
        if (again.isPresent()) {
            out.setLength(markerAt);
            again.get().isOpen = true;
            again.get().openedAt = closed.openedAt;
            closedInlines--;
            return;
        }
        int wordEnd = markerAt;
        while (wordEnd > closed.openedAt && !Character.isLetterOrDigit(out.charAt(wordEnd - 1))) {
            wordEnd--;
        }
        boolean isTrailing = wordEnd < markerAt && wordEnd > closed.openedAt;
        if (Character.isLetterOrDigit(c) && isTrailing) {
            out.setLength(markerAt);
            out.insert(wordEnd, closed.closing);
        }
    }

    private void raw(String markup) {
        beforeVisible('!');
        lines.out().append(markup);
        lines.leaveLineStart();
    }

    private void image(Element element) {
        MediaCollector.imageUrl(element, links).ifPresent(url -> {
            String alt = Cuts.line(element.attr("alt"), MediaCollector.ALT_CHARS_MAX);
            raw("![" + bracketed(alt) + "](" + destination(url) + ")");
        });
    }

    private void checkbox(Element element) {
        if (element.attr("type").toLowerCase(Locale.ROOT).equals("checkbox") && !lists.isEmpty()) {
            raw(element.hasAttr("checked") ? "[x]" : "[ ]");
            lines.space();
        }
    }

    private String bracketed(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' || c == ']' || c == '\\' || c == '`' || c == '<' || (c == '|' && lines.isCell())) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    /// A resolved URL has no spaces; parentheses and pipes are encoded, which servers take for the same.
    private static String destination(String url) {
        return url.replace("(", "%28").replace(")", "%29").replace("|", "%7C");
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

    // Code.

    private void writeCode() {
        boolean isBlock = code.isBlock() && !lines.isCell() && headingDepth == 0;
        if (isBlock) {
            breakLine(Break.BLANK);
            String text = code.takeBlock();
            if (!text.isEmpty()) {
                endedListMarker = 0;
                lines.fenced(CodeText.fence(text, 3), code.language(), text);
            }
            breakLine(Break.BLANK);
            return;
        }
        CodeText.Span span = code.takeSpan();
        if (span.isSpaceBefore()) {
            lines.space();
        }
        if (!span.text().isEmpty()) {
            raw(lines.isCell() ? span.markup().replace("|", "\\|") : span.markup());
        }
        if (span.isSpaceAfter()) {
            lines.space();
        }
    }

    // Lists and quotes.

    private void openList(Element element, String tag) {
        breakLine(lists.isEmpty() ? Break.BLANK : Break.LINE);
        boolean isOrdered = tag.equals("ol");
        char usual = isOrdered ? '.' : '-';
        char other = isOrdered ? ')' : '*';
        lists.push(new Listing(isOrdered, endedListMarker == usual ? other : usual, isOrdered ? start(element) : 0));
    }

    private static long start(Element element) {
        String start = element.attr("start").strip();
        boolean isNumber =
                !start.isEmpty() && start.length() <= 8 && start.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Long.parseLong(start) : 1;
    }

    private void closeList() {
        Listing ended = lists.poll();
        breakLine(lists.isEmpty() ? Break.BLANK : Break.BLOCK);
        endedListMarker = ended == null ? 0 : ended.marker;
    }

    private void openItem() {
        suspendInlines();
        if (headingDepth == 0) {
            lines.breakForItem();
        }
        Listing list = lists.peek();
        String marker = list == null ? "- " : list.takeMarker();
        push(marker, lines.isCell() ? "" : " ".repeat(marker.length()));
    }

    /// Adds a container unless they are too deep already.
    private void push(String first, String rest) {
        boolean isWritten = containers < CONTAINERS_MAX && headingDepth == 0;
        pushed.push(isWritten);
        if (isWritten) {
            containers++;
            lines.push(first, rest);
        }
    }

    private void pop() {
        Boolean isWritten = pushed.poll();
        if (isWritten != null && isWritten) {
            containers--;
            lines.pop();
        }
    }

    // Tables.

    private void openTable(Element element) {
        breakLine(Break.BLANK);
        if (lines.isCell() || headingDepth > 0) {
            return;
        }
        TableShape shape = TableShape.of(element);
        table = shape.isGrid() ? new MarkdownTable(shape.columns()) : null;
    }

    private void openTablePart(String tag) {
        if (table == null) {
            breakLine(Break.BLOCK);
        } else if (tag.equals("tr")) {
            table.startRow();
        } else if (outsideCell == null) {
            suspendInlines();
            outsideCell = lines;
            lines = new MarkdownLines(true);
            closedAt = -1;
        }
    }

    private void closeTablePart(Element element, String tag) {
        if (table == null) {
            breakLine(Break.BLOCK);
        } else if (!tag.equals("tr") && outsideCell != null) {
            suspendInlines();
            String cell = lines.out().toString();
            lines = outsideCell;
            outsideCell = null;
            closedAt = -1;
            table.add(cell, TableShape.span(element, "colspan"), TableShape.span(element, "rowspan"));
        } else if (tag.equals("tr")) {
            writeRow(table);
        }
    }

    private void writeRow(MarkdownTable table) {
        String row = table.finishRow();
        if (row.isEmpty()) {
            return;
        }
        String delimiters = table.takeDelimiterRow();
        breakLine(Break.LINE);
        lines.begin();
        lines.out().append(row);
        if (!delimiters.isEmpty()) {
            breakLine(Break.LINE);
            lines.begin();
            lines.out().append(delimiters);
        }
        lines.leaveLineStart();
        endedListMarker = 0;
        closedAt = -1;
    }

    boolean isTruncated() {
        return truncated;
    }

    /// The Markdown so far, at most the limit long, without a line end at its end.
    String finish() {
        MarkdownLines whole = outsideCell == null ? lines : outsideCell;
        return Cuts.chars(whole.out(), charsMax);
    }
}
