package io.riptide.server.crawl.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Emphasis and links around the place that is being written.
///
/// They open with their first visible character, so empty ones vanish and spaces end up outside the markers. A
/// block inside one closes it and opens it again in the next block, since Markdown knows no other way.
///
/// Some markers do not work where HTML puts them: `**word:**more` would not close and `word**(more)**` would
/// not open. Those move to the nearest place that works.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** a character costs no more for being inside many.
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

    private final List<Inline> inlines = new ArrayList<>();
    private int links;

    /// How many of them are not open in the output.
    private int closed;

    /// Output length right after a closing marker, to see whether the next character touches it.
    private int closedAt = NOWHERE;

    private @Nullable Inline closedLast;

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
        out.append(inline.closing);
        if (!inline.isLink() && !inline.closing.isEmpty()) {
            closedAt = out.length();
            closedLast = inline;
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

    /// What comes next does not touch what was closed last: it goes elsewhere.
    void forgetClosing() {
        closedAt = NOWHERE;
    }

    /// Mends a closing marker that the next character `c` touches. The same marker about to open again
    /// continues the emphasis; `**word:**more` would not close, so the marker moves before the punctuation.
    void mendClosing(char c, StringBuilder out) {
        Inline last = closedLast;
        if (last == null || closedAt != out.length()) {
            return;
        }
        int markerAt = out.length() - last.closing.length();
        Optional<Inline> again = inlines.stream()
                .filter(inline -> !inline.isOpen && inline.opening.equals(last.opening))
                .findFirst();
        if (again.isPresent()) {
            out.setLength(markerAt);
            again.get().isOpen = true;
            again.get().openedAt = last.openedAt;
            closed--;
            return;
        }
        int wordEnd = markerAt;
        while (wordEnd > last.openedAt && !Character.isLetterOrDigit(out.charAt(wordEnd - 1))) {
            wordEnd--;
        }
        boolean isTrailing = wordEnd < markerAt && wordEnd > last.openedAt;
        if (Character.isLetterOrDigit(c) && isTrailing) {
            out.setLength(markerAt);
            out.insert(wordEnd, last.closing);
        }
    }

    /// Opens what is due before the visible character `c`, which continues the text if `isSeamless`.
    void openDue(char c, boolean isSeamless, MarkdownLines lines) {
        if (closed == 0) {
            return;
        }
        StringBuilder out = lines.out();
        boolean touchesWord = isSeamless && !out.isEmpty() && Character.isLetterOrDigit(out.charAt(out.length() - 1));
        if (touchesWord && !Character.isLetterOrDigit(c) && links == 0) {
            // `word**(more)**` would not open: the marker waits until after the punctuation.
            return;
        }
        for (Inline inline : inlines) {
            if (!inline.isOpen) {
                open(inline, isSeamless, lines);
            }
        }
        closed = 0;
    }

    private static void open(Inline inline, boolean isSeamless, MarkdownLines lines) {
        StringBuilder out = lines.out();
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
