package io.riptide.bench.report;

import io.riptide.bench.load.Table;
import java.util.List;

/// Lines over a grid, as SVG whose colours are the page's.
record LinePlot(String title, Axis x, Axis y, List<Line> lines) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 300;
    private static final int LEFT = 76;
    private static final int RIGHT = 40;
    private static final int TOP = 12;
    private static final int BOTTOM = 44;

    /// Colours that the page's style knows; behind the last of them lines are dashed.
    private static final int COLOURS = 8;

    /// A name and points.
    record Line(String name, List<Point> points) {}

    /// A place on both axes.
    record Point(double x, double y) {}

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append("<figure><figcaption>").append(Html.escape(title)).append("</figcaption>\n");
        svg.append("<svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\" aria-label=\"");
        svg.append(Html.escape(title)).append("\" xmlns=\"http://www.w3.org/2000/svg\">\n");
        grid(svg);
        for (int i = 0; i < lines.size(); i++) {
            line(svg, lines.get(i), style(i));
        }
        svg.append("</svg>\n");
        if (lines.size() > 1) {
            legend(svg);
        }
        return svg.append("</figure>\n").toString();
    }

    private void grid(StringBuilder svg) {
        for (Axis.Tick tick : x.ticks()) {
            double at = px(tick.at());
            svg.append(grid(at, TOP, at, HEIGHT - BOTTOM));
            svg.append(text(at, HEIGHT - BOTTOM + 16, "middle", tick.text()));
        }
        for (Axis.Tick tick : y.ticks()) {
            double at = py(tick.at());
            svg.append(grid(LEFT, at, WIDTH - RIGHT, at));
            svg.append(text(LEFT - 8, at + 4, "end", tick.text()));
        }
        svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", x.label()));
        svg.append("<text class=\"label\" text-anchor=\"middle\" transform=\"translate(14 ")
                .append((TOP + HEIGHT - BOTTOM) / 2)
                .append(") rotate(-90)\">")
                .append(Html.escape(y.label()))
                .append("</text>\n");
    }

    private void line(StringBuilder svg, Line line, String style) {
        svg.append("<polyline class=\"").append(style).append("\" points=\"");
        String gap = "";
        for (Point point : line.points()) {
            svg.append(gap)
                    .append(Table.decimal("%.1f", px(point.x())))
                    .append(',')
                    .append(Table.decimal("%.1f", py(point.y())));
            gap = " ";
        }
        svg.append("\"><title>").append(Html.escape(line.name())).append("</title></polyline>\n");
    }

    private void legend(StringBuilder svg) {
        svg.append("<ul class=\"legend\">");
        for (int i = 0; i < lines.size(); i++) {
            svg.append("<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><polyline class=\"")
                    .append(style(i))
                    .append("\" points=\"0,4 24,4\"/></svg>")
                    .append(Html.escape(lines.get(i).name()))
                    .append("</li>");
        }
        svg.append("</ul>\n");
    }

    private static String style(int line) {
        return "line c" + line % COLOURS + (line >= COLOURS ? " dashed" : "");
    }

    private double px(double value) {
        return LEFT + x.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private double py(double value) {
        return HEIGHT - BOTTOM - y.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String grid(double x1, double y1, double x2, double y2) {
        return "<line class=\"grid\" x1=\"" + Table.decimal("%.1f", x1) + "\" y1=\"" + Table.decimal("%.1f", y1)
                + "\" x2=\"" + Table.decimal("%.1f", x2) + "\" y2=\"" + Table.decimal("%.1f", y2) + "\"/>\n";
    }

    private static String text(double atX, double atY, String anchor, String text) {
        return "<text class=\"label\" x=\"" + Table.decimal("%.1f", atX) + "\" y=\"" + Table.decimal("%.1f", atY)
                + "\" text-anchor=\"" + anchor + "\">" + Html.escape(text) + "</text>\n";
    }
}
