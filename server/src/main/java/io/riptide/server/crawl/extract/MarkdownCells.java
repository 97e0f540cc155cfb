package io.riptide.server.crawl.extract;

import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// The table that is being written, and the lines of its open cell.
///
/// A cell's content is written apart and becomes part of its row when the cell ends. A table inside a cell is
/// content of the cell; one that lays out a page is no table at all.
///
/// - **Threading:** one page, one thread.
/// - **Source:** GitHub Flavored Markdown 0.29, 4.10 "Tables (extension)".
final class MarkdownCells {
    private @Nullable MarkdownTable table;
    private @Nullable MarkdownLines outside;

    /// Whether rows and cells mean something where the writer is.
    boolean isInTable() {
        return table != null;
    }

    /// Whether the place is between cells, where there is only white space.
    boolean isBetweenCells() {
        return table != null && outside == null;
    }

    void openTable(Element element) {
        TableShape shape = TableShape.of(element);
        table = shape.isGrid() ? new MarkdownTable(shape.columns()) : null;
    }

    void closeTable() {
        table = null;
    }

    void openRow() {
        if (table != null) {
            table.startRow();
        }
    }

    /// Where the cell that begins is written, instead of `lines`; a cell in a cell is part of it.
    MarkdownLines openCell(MarkdownLines lines) {
        if (outside != null) {
            return lines;
        }
        outside = lines;
        return new MarkdownLines(true);
    }

    /// Takes over what was written of the cell; answers where writing goes on.
    MarkdownLines closeCell(Element cell, MarkdownLines lines) {
        if (table == null || outside == null) {
            return lines;
        }
        table.add(lines.out().toString(), TableShape.span(cell, "colspan"), TableShape.span(cell, "rowspan"));
        MarkdownLines back = outside;
        outside = null;
        return back;
    }

    /// Writes the row that ends, the first with the line under it; answers whether there was anything in it.
    boolean closeRow(MarkdownLines lines) {
        String row = table == null ? "" : table.finishRow();
        if (table == null || row.isEmpty()) {
            return false;
        }
        writeLine(row, lines);
        String delimiters = table.takeDelimiterRow();
        if (!delimiters.isEmpty()) {
            writeLine(delimiters, lines);
        }
        lines.leaveLineStart();
        return true;
    }

    private static void writeLine(String line, MarkdownLines lines) {
        lines.breakLine(MarkdownLines.Break.LINE);
        lines.begin();
        lines.out().append(line);
    }

    /// The lines of the page, whether or not a cell is open.
    MarkdownLines page(MarkdownLines lines) {
        return outside == null ? lines : outside;
    }
}
