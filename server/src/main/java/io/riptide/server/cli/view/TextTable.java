package io.riptide.server.cli.view;

import java.util.ArrayList;
import java.util.List;

/// Rows of cells under heads, each column as wide as its widest cell.
///
/// - **Threading:** one thread.
public final class TextTable {
    private static final String BETWEEN = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /// One column.
    ///
    /// @param head what stands over it
    /// @param isRight whether its cells end below each other, as numbers do
    public record Column(String head, boolean isRight) {}

    /// A table of `columns`, without rows.
    public TextTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /// A column of words.
    public static Column words(String head) {
        return new Column(head, false);
    }

    /// A column of numbers.
    public static Column numbers(String head) {
        return new Column(head, true);
    }

    /// Adds a row with a cell for each column. What came from elsewhere is made harmless here.
    public void add(List<String> cells) {
        assert cells.size() == columns.size() : cells;
        rows.add(cells.stream().map(Printable::line).toList());
    }

    /// The heads, then the rows.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Column::head).toList()));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String blanks = " ".repeat(width(i) - cell.length());
            line.append(i == 0 ? "" : BETWEEN);
            line.append(columns.get(i).isRight() ? blanks + cell : cell + blanks);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int widest =
                rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
        return Math.max(columns.get(column).head().length(), widest);
    }
}
