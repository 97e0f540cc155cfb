package io.riptide.server.crawl.extract;

import java.util.ArrayList;
import java.util.List;

/// The row of a Markdown table that is being filled, and what cells above reach down into it.
///
/// The first row is the heading, since Markdown has no table without one. It is padded to the widest row; later
/// rows may be shorter. A cell that spans several columns or rows leaves empty cells beside and below it.
final class MarkdownTable {
    private final int columns;

    /// Rows that a cell above still covers, by column.
    private final int[] covered;

    private final List<String> cells = new ArrayList<>();
    private boolean hasHeading;

    MarkdownTable(int columns) {
        this.columns = columns;
        this.covered = new int[columns];
    }

    void startRow() {
        cells.clear();
    }

    void add(String cell, int columnSpan, int rowSpan) {
        skipCovered();
        for (int i = 0; i < columnSpan && cells.size() < columns; i++) {
            covered[cells.size()] = rowSpan - 1;
            cells.add(i == 0 ? cell : "");
        }
    }

    private void skipCovered() {
        while (cells.size() < columns && covered[cells.size()] > 0) {
            covered[cells.size()]--;
            cells.add("");
        }
    }

    /// The row, or the empty string when no cell of it has any content.
    String finishRow() {
        skipCovered();
        if (cells.stream().allMatch(String::isEmpty)) {
            return "";
        }
        while (!hasHeading && cells.size() < columns) {
            cells.add("");
        }
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(cell).append(cell.isEmpty() ? "|" : " |");
        }
        return row.toString();
    }

    /// The line under the heading, once.
    String takeDelimiterRow() {
        if (hasHeading) {
            return "";
        }
        hasHeading = true;
        return "|" + " --- |".repeat(columns);
    }
}
