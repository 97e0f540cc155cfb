package io.riptide.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rows of text, their columns aligned: the first to the left, numbers to the right.
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /// With these columns.
    public Table(String... heads) {
        rows.add(List.of(heads));
    }

    /// Appends a row, a cell for each column.
    public void add(String... cells) {
        assert cells.length == rows.getFirst().size() : cells.length;
        rows.add(List.of(cells));
    }

    /// `value` as `format` says, whatever the locale.
    public static String decimal(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /// A ratio with two digits, or a dash where there is nothing to divide by.
    static String ratio(double value, double first) {
        return first > 0 ? decimal("%.2f", value / first) : "-";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                String gap = " ".repeat(width(i) - cell.length());
                line.append(i == 0 ? cell + gap : "  " + gap + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
