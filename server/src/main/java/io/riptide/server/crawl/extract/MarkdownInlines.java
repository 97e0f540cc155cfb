package io.riptide.server.crawl.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Emphasis and links around the place that is being written.
///
/// They open with their first visible character, so empty ones vanish and spaces end up outside the markers. A
/// block inside one closes it and opens it again in the next block, since Markdown knows no other way.
///
/// Some markers do not work where HTML puts them: `**word:**more` would not close and `word**(more)**` would
/// not open. Those move to the nearest place that works, but never into code, an image or a link's address. Around
/// nothing but a link they go into its text; where no place works, there are none.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** a character costs no more for being inside many; a marker that moves costs as much as what it is
///   around.
/// - **Source:** CommonMark 0.31.2, 6.2 "Emphasis and strong emphasis".
final class MarkdownInlines {
    /// What opens and closes it, and whether it is open in the output now.
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

    private static final int NOWHERE = -1;

    /// What would mean a block where it stands first in a line, without a marker before it.
    private static final String BLOCK_STARTS = "#+-=>|~0123456789";

    private final List<Inline> inlines = new ArrayList<>();
    private int links;

    /// How many of them are not open in the output.
    private int closed;

    /// Output length right after a closing marker, to see whether the next character touches it.
    private int closedAt = NOWHERE;

    /// Whose closing markers end there, innermost first.
    private final List<Inline> closedLast = new ArrayList<>();

    /// Output length right after the last markup that no marker may be put into.
    private int markupEnd;

    /// Where the link that ended last begins and its text ends, if nothing but markers was written since.
    private int linkStart = NOWHERE;

    private int linkTextEnd = NOWHERE;

    /// Emphasis inside emphasis of the same kind means nothing more; so does an empty marker.
    void openEmphasis(String marker) {
        boolean isInside = inlines.stream().anyMatch(inline -> inline.opening.equals(marker));
        add(isInside ? new Inline("", "") : new Inline(marker, marker));
    }

    /// Links do not nest.
    void openLink(Optional<String> destination) {
        add(destination
                .filter(_ -> links == 0)
                .map(target -> new Inline("[", "](" + target + ")"))
                .orElseGet(() -> new Inline("", "")));
    }

    private void add(Inline inline) {
        inlines.add(inline);
        links += inline.isLink() ? 1 : 0;
        closed++;
    }

    boolean isInLink() {
        return links > 0;
    }

    /// Ends the innermost.
    void close(StringBuilder out) {
        if (inlines.isEmpty()) {
            return;
        }
        Inline inline = inlines.removeLast();
        links -= inline.isLink() ? 1 : 0;
        if (inline.isOpen) {
            writeClosing(inline, out);
        } else {
            closed--;
        }
    }

    private void writeClosing(Inline inline, StringBuilder out) {
        if (inline.isLink()) {
            closeInside(inline, out);
            linkStart = inline.openedAt - inline.opening.length();
            linkTextEnd = out.length();
            out.append(inline.closing);
            markupEnd = out.length();
        } else if (!inline.closing.isEmpty()) {
            if (closedAt != out.length()) {
                closedLast.clear();
            }
            out.append(inline.closing);
            closedAt = out.length();
            closedLast.add(inline);
        }
    }

    /// Closes the emphasis around the link that had to wait until after its bracket; it opens again behind the link.
    private void closeInside(Inline link, StringBuilder out) {
        for (int i = inlines.size() - 1; i >= 0; i--) {
            Inline inline = inlines.get(i);
            if (inline.isOpen && !inline.opening.isEmpty() && inline.openedAt > link.openedAt) {
                writeClosing(inline, out);
                inline.isOpen = false;
                closed++;
            }
        }
    }

    /// Closes what is open in the output, to be opened again by the next visible character.
    void suspend(StringBuilder out) {
        if (closed == inlines.size()) {
            return;
        }
        for (int i = inlines.size() - 1; i >= 0; i--) {
            Inline inline = inlines.get(i);
            if (inline.isOpen) {
                writeClosing(inline, out);
                inline.isOpen = false;
                closed++;
            }
        }
    }

    /// Whether nothing has to be written before a character that continues the text.
    boolean isSettled(StringBuilder out) {
        return closed == 0 && closedAt != out.length();
    }

    /// What comes next does not touch what was closed last.
    void forgetClosing() {
        closedAt = NOWHERE;
    }

    /// What comes next goes elsewhere.
    void forgetPlaces() {
        forgetClosing();
        markupEnd = 0;
        linkStart = NOWHERE;
    }

    /// What was written last is markup that no marker may be put into.
    void protect(StringBuilder out) {
        markupEnd = out.length();
        linkStart = NOWHERE;
    }

    /// Mends closing markers that the next character `c` touches. The same marker about to open again continues
    /// the emphasis; `**word:**more` would not close, so the marker moves before the punctuation.
    void mendClosing(char c, StringBuilder out) {
        if (closedAt != out.length() || continues(out)) {
            return;
        }
        int markersAt = out.length();
        for (Inline inline : closedLast) {
            markersAt -= inline.closing.length();
        }
        if (!isWord(c) || isWord(out.charAt(markersAt - 1))) {
            return;
        }
        int from = closedLast.getFirst().openedAt;
        int place = markersAt;
        while (place > from && place > markupEnd && !isWord(out.charAt(place - 1))) {
            place--;
        }
        boolean closesThere = place > from
                && !Tags.isSpace(out.charAt(place - 1))
                && (isWord(out.charAt(place - 1)) || place < markersAt);
        if (closesThere) {
            String markers = out.substring(markersAt);
            out.setLength(markersAt);
            out.insert(place, markers);
        } else if (linkStart == from && markupEnd == markersAt) {
            moveIntoLink(markersAt, out);
        } else {
            removeMarkers(markersAt, out);
        }
    }

    private boolean continues(StringBuilder out) {
        Inline last = closedLast.getLast();
        Inline again = null;
        for (int i = 0; i < inlines.size() && again == null; i++) {
            boolean isDue = !inlines.get(i).isOpen && !inlines.get(i).opening.isEmpty();
            again = isDue ? inlines.get(i) : null;
        }
        if (again == null || !again.opening.equals(last.opening)) {
            return false;
        }
        out.setLength(out.length() - last.closing.length());
        again.isOpen = true;
        again.openedAt = last.openedAt;
        closed--;
        return true;
    }

    /// `**[text](…)**` becomes `[**text**](…)`.
    private void moveIntoLink(int markersAt, StringBuilder out) {
        int start = linkStart;
        for (Inline inline : closedLast) {
            start -= inline.opening.length();
        }
        if (start
                != closedLast.getLast().openedAt - closedLast.getLast().opening.length()) {
            removeMarkers(markersAt, out);
            return;
        }
        String closing = out.substring(markersAt);
        String opening = out.substring(start, linkStart);
        out.setLength(markersAt);
        out.insert(linkTextEnd, closing);
        out.insert(linkStart + 1, opening);
        out.delete(start, linkStart);
        markupEnd = out.length();
    }

    /// Takes the markers away that end at the output's end, and those that open them.
    private void removeMarkers(int markersAt, StringBuilder out) {
        boolean startsBlock =
                closedLast.stream().anyMatch(inline -> BLOCK_STARTS.indexOf(out.charAt(inline.openedAt)) >= 0);
        if (startsBlock) {
            return;
        }
        out.setLength(markersAt);
        for (Inline inline : closedLast) {
            int length = inline.opening.length();
            int start = inline.openedAt - length;
            out.delete(start, inline.openedAt);
            closedLast.forEach(other -> other.openedAt -= other.openedAt > start ? length : 0);
            markupEnd -= length;
        }
        linkStart = NOWHERE;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c);
    }

    /// Opens what is due before the visible character `c`, which continues the text if `isSeamless`.
    void openDue(char c, boolean isSeamless, MarkdownLines lines) {
        if (closed == 0) {
            return;
        }
        for (int i = 0; i < inlines.size(); i++) {
            Inline inline = inlines.get(i);
            if (!inline.isOpen && inline.isLink()) {
                open(inline, isSeamless, lines);
                openWaiting(i, c, lines);
            } else if (!inline.isOpen && opensBefore(isLinkDue(i) ? '[' : c, inline, isSeamless, lines.out())) {
                open(inline, isSeamless, lines);
            }
        }
    }

    /// Opens the emphasis around the link at `end` that could not open before its bracket.
    private void openWaiting(int end, char c, MarkdownLines lines) {
        for (Inline inline : inlines.subList(0, end)) {
            if (!inline.isOpen && opensBefore(c, inline, true, lines.out())) {
                open(inline, true, lines);
            }
        }
    }

    private boolean isLinkDue(int after) {
        return links > 0
                && inlines.subList(after + 1, inlines.size()).stream()
                        .anyMatch(inline -> inline.isLink() && !inline.isOpen);
    }

    /// Whether a marker works there: `word**(more)**` would not open, so it waits until after the punctuation.
    private static boolean opensBefore(char c, Inline inline, boolean isSeamless, StringBuilder out) {
        boolean touchesWord = isSeamless && !out.isEmpty() && isWord(out.charAt(out.length() - 1));
        return !touchesWord || isWord(c) || inline.opening.isEmpty();
    }

    private void open(Inline inline, boolean isSeamless, MarkdownLines lines) {
        StringBuilder out = lines.out();
        if (inline.isLink() && isSeamless && !out.isEmpty() && out.charAt(out.length() - 1) == '!') {
            out.insert(out.length() - 1, '\\');
        }
        out.append(inline.opening);
        inline.openedAt = out.length();
        inline.isOpen = true;
        closed--;
        if (!inline.opening.isEmpty()) {
            lines.leaveLineStart();
        }
    }
}
