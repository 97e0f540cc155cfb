package io.riptide.server.crawl.extract;

import java.util.ArrayList;
import java.util.List;

/// The line structure of Markdown: which line ends are due, and what stands before the content of each line.
///
/// Quotes and list items are containers: each has a first prefix (`- `) and one for its further lines (two
/// spaces). Nothing is written until content comes, so empty blocks leave no trace and breaks next to each
/// other are one.
///
/// Inside a table cell there are no lines; a break is `<br>` there.
final class MarkdownLines {
    /// What separates two pieces of content, weakest first. BLOCK is an empty line that a list item may
    /// tighten.
    enum Break {
        NONE,
        LINE,
        HARD,
        BLOCK,
        BLANK
    }

    private static final class Container {
        private final String first;
        private final String rest;
        private boolean started;

        Container(String first, String rest) {
            this.first = first;
            this.rest = rest;
        }
    }

    private final StringBuilder out = new StringBuilder();
    private final List<Container> containers = new ArrayList<>();
    private final boolean isCell;
    private Break due = Break.NONE;
    private boolean isSpaceDue;
    private boolean isLineOpen;

    /// Whether the next character is the first of its line, where some mean a block.
    private boolean atLineStart;

    MarkdownLines(boolean isCell) {
        this.isCell = isCell;
    }

    StringBuilder out() {
        return out;
    }

    boolean isCell() {
        return isCell;
    }

    boolean atLineStart() {
        return atLineStart;
    }

    void leaveLineStart() {
        atLineStart = false;
    }

    /// Whether the next character continues the text before it, with not even a space between.
    boolean isSeamless() {
        return isLineOpen && due == Break.NONE && !isSpaceDue;
    }

    /// Whether a break is due that ends the paragraph, and emphasis with it.
    boolean endsParagraph() {
        return due == Break.LINE || due.compareTo(Break.HARD) > 0;
    }

    /// Asks for a break before the next content; the strongest asked for is made. Right after the marker of a
    /// container there is nothing to break from. Two hard breaks are an empty line.
    void breakLine(Break strength) {
        if (!containers.isEmpty() && !containers.getLast().started) {
            return;
        }
        if (strength == Break.HARD && due == Break.HARD) {
            due = Break.BLANK;
        } else if (strength.compareTo(due) > 0) {
            due = strength;
        }
        isSpaceDue = false;
    }

    /// A list item begins a line, after an empty one only where a paragraph asked for it.
    void breakForItem() {
        breakLine(Break.LINE);
        if (due != Break.BLANK && due != Break.NONE) {
            due = Break.LINE;
        }
    }

    void space() {
        isSpaceDue = true;
    }

    void push(String first, String rest) {
        containers.add(new Container(first, rest));
    }

    void pop() {
        containers.removeLast();
    }

    /// Writes what is due before a visible character; answers whether that begins a line.
    boolean begin() {
        boolean isLineDue = due != Break.NONE || !isLineOpen;
        if (isLineDue) {
            endLine();
            writePrefix();
            atLineStart = !isCell;
            isLineOpen = true;
        } else if (isSpaceDue) {
            out.append(' ');
        }
        due = Break.NONE;
        isSpaceDue = false;
        return isLineDue;
    }

    private void endLine() {
        if (out.isEmpty()) {
            return;
        }
        if (isCell) {
            out.append("<br>");
            return;
        }
        if (due == Break.HARD) {
            out.append("  ");
        }
        out.append('\n');
        if (due.compareTo(Break.HARD) > 0) {
            for (int i = 0; i < containers.size() && containers.get(i).started; i++) {
                out.append(containers.get(i).rest);
            }
            trimLine();
            out.append('\n');
        }
    }

    private void trimLine() {
        int end = out.length();
        while (end > 0 && out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
    }

    private void writePrefix() {
        for (Container container : containers) {
            out.append(container.started ? container.rest : container.first);
            container.started = true;
        }
    }

    /// Writes `code` as lines of their own between two lines of `fence`.
    void fenced(String fence, String language, String code) {
        begin();
        out.append(fence).append(language);
        code.lines().forEach(line -> {
            rawLine();
            if (line.isEmpty()) {
                trimLine();
            }
            out.append(line);
        });
        rawLine();
        out.append(fence);
        atLineStart = false;
    }

    private void rawLine() {
        out.append('\n');
        writePrefix();
    }
}
