package io.riptide.server.crawl.extract;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jsoup.nodes.Element;

/// The lists and quotes around the place that is being written: markers, numbers, and how deep they nest.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** quotes and items nest [#CONTAINERS_MAX] deep, deeper ones are written at that depth, so a
///   line's prefix stays short.
/// - **Source:** CommonMark 0.31.2, 5.1 "Block quotes", 5.2 "List items", 5.3 "Lists".
final class MarkdownLists {
    private static final int CONTAINERS_MAX = 32;
    private static final int START_DIGITS_MAX = 8;
    private static final char NONE = 0;

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

    private final Deque<Listing> lists = new ArrayDeque<>();

    /// For each open container whether it is written.
    private final Deque<Boolean> containers = new ArrayDeque<>();

    private int written;

    /// Marker of the list that ended last with nothing written since; a list right after it needs another one.
    private char endedMarker;

    boolean isInside() {
        return !lists.isEmpty();
    }

    void open(Element element, String tag) {
        boolean isOrdered = tag.equals("ol");
        char usual = isOrdered ? '.' : '-';
        char other = isOrdered ? ')' : '*';
        lists.push(new Listing(isOrdered, endedMarker == usual ? other : usual, isOrdered ? start(element) : 0));
    }

    private static long start(Element element) {
        String start = element.attr("start").strip();
        boolean isNumber = !start.isEmpty()
                && start.length() <= START_DIGITS_MAX
                && start.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Long.parseLong(start) : 1;
    }

    void close() {
        Listing ended = lists.poll();
        endedMarker = ended == null ? NONE : ended.marker;
    }

    /// Something was written after the list that ended last.
    void forgetEnded() {
        endedMarker = NONE;
    }

    /// Begins an item of the innermost list, or one that stands alone.
    void openItem(MarkdownLines lines, boolean isInHeading) {
        Listing list = lists.peek();
        String marker = list == null ? "- " : list.takeMarker();
        push(marker, lines.isCell() ? "" : " ".repeat(marker.length()), lines, isInHeading);
    }

    void openQuote(MarkdownLines lines, boolean isInHeading) {
        push("> ", "> ", lines, isInHeading);
    }

    /// Adds a container unless they are too deep already.
    private void push(String first, String rest, MarkdownLines lines, boolean isInHeading) {
        boolean isWritten = written < CONTAINERS_MAX && !isInHeading;
        containers.push(isWritten);
        if (isWritten) {
            written++;
            lines.push(first, rest);
        }
    }

    /// Ends the innermost item or quote.
    void closeContainer(MarkdownLines lines) {
        Boolean isWritten = containers.poll();
        if (isWritten != null && isWritten) {
            written--;
            lines.pop();
        }
    }
}
