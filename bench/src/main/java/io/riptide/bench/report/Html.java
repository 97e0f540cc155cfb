package io.riptide.bench.report;

import io.riptide.bench.run.LoadReport;
import java.util.List;
import java.util.Map;

/// A report as one page that needs no other file, in light and in dark, and that an XML parser takes as well.
final class Html {
    private static final String STYLE = """
            :root { color-scheme: light dark; --back: #fbfbfa; --fore: #1c1e21; --faint: #5f6670; --grid: #dcdfe3;
              --c0: #1f6fb2; --c1: #c8500a; --c2: #16835b; --c3: #a8327f; --c4: #8a6a00; --c5: #5b4bb5; --c6: #b3261e;
              --c7: #3b7f8c; }
            @media (prefers-color-scheme: dark) { :root { --back: #16181b; --fore: #e6e8ea; --faint: #9aa3ad;
              --grid: #33383e; --c0: #6cb2f0; --c1: #f2945c; --c2: #5fcf9f; --c3: #e58cc7; --c4: #d9bb4e; --c5: #a99df2;
              --c6: #f28b82; --c7: #7cc7d4; } }
            body { background: var(--back); color: var(--fore); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
              max-width: 76rem; padding: 0 1rem; }
            h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; } .faint { color: var(--faint); }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            .wide { overflow-x: auto; }
            th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid var(--grid); white-space: nowrap; }
            th { color: var(--faint); font-weight: 500; } td.word, th.word { text-align: left; }
            .errors td:last-child { white-space: normal; overflow-wrap: anywhere; }
            code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
            .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1rem 2rem; }
            figure { margin: 1rem 0; } figcaption { font-weight: 600; }
            figure > svg { width: 100%; height: auto; }
            .grid { stroke: var(--grid); stroke-width: 1; } .label { fill: var(--faint); font-size: 12px; }
            .line { fill: none; stroke-width: 2; stroke-linejoin: round; } .dashed { stroke-dasharray: 6 4; }
            .c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); } .c2 { stroke: var(--c2); } .c3 { stroke: var(--c3); }
            .c4 { stroke: var(--c4); } .c5 { stroke: var(--c5); } .c6 { stroke: var(--c6); } .c7 { stroke: var(--c7); }
            .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: .3rem 0;
              font-size: 13px; } .legend svg { width: 24px; height: 8px; margin-right: .4rem; vertical-align: middle; }
            """;

    private final StringBuilder out = new StringBuilder(64 * 1024);

    private Html() {}

    static String of(BenchReport report) {
        Html html = new Html();
        html.page(report);
        return html.out.toString();
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                // What XML has no way to write, as an error's example may hold it.
                default -> escaped.append((c < ' ' && c != '\n' && c != '\t') || c > '\ufffd' ? '\ufffd' : c);
            }
        }
        return escaped.toString();
    }

    private void page(BenchReport report) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\"><head>");
        out.append(
                "<meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        out.append("<title>riptide bench ").append(escape(report.scenario())).append("</title>\n");
        out.append("<style>").append(STYLE).append("</style></head><body>\n");
        out.append("<h1>").append(escape(report.scenario())).append("</h1>\n");
        out.append("<p class=\"faint\">").append(escape(report.meaning())).append(" · ");
        out.append(escape(report.url()))
                .append(" · ")
                .append(report.startedAt())
                .append("</p>\n");
        for (String advice : report.advice()) {
            out.append("<p><strong>Note:</strong> ").append(escape(advice)).append("</p>\n");
        }
        table("", Grid.ofLoads(report.loads()));
        Grid times = Grid.ofTimes(report.loads());
        if (!times.rows().isEmpty()) {
            out.append("<h2>Times</h2>\n");
            table("", times);
        }
        plots(Plots.overview(report.loads()));
        Grid errors = Grid.ofErrors(report.loads());
        out.append("<h2>Errors</h2>\n");
        if (errors.rows().isEmpty()) {
            out.append("<p>None.</p>\n");
        } else {
            table("errors", errors);
        }
        report.loads().forEach(this::load);
        environment(report);
        out.append("</body></html>\n");
    }

    private void load(LoadReport load) {
        out.append("<h2>").append(escape(load.plan().label())).append("</h2>\n");
        out.append("<p class=\"faint\">").append(escape(load.plan().arrival().label()));
        out.append(load.isWhole() ? "" : " · stopped before its time").append("</p>\n");
        plots(Plots.of(load));
    }

    private void plots(List<LinePlot> plots) {
        out.append("<div class=\"plots\">\n");
        plots.forEach(plot -> out.append(plot.svg()));
        out.append("</div>\n");
    }

    private void environment(BenchReport report) {
        out.append("<h2>Measured on</h2>\n<table>\n");
        for (Map.Entry<String, Object> fact : report.environment().entrySet()) {
            out.append("<tr><th class=\"word\">").append(escape(fact.getKey().replace('_', ' ')));
            out.append("</th><td class=\"word\">").append(escape(String.valueOf(fact.getValue())));
            out.append("</td></tr>\n");
        }
        out.append("</table>\n<p>Again: <code>")
                .append(escape(report.command()))
                .append("</code></p>\n");
    }

    private void table(String kind, Grid grid) {
        out.append("<div class=\"wide\"><table class=\"").append(kind).append("\">\n<tr>");
        for (int i = 0; i < grid.heads().size(); i++) {
            cell("th", i, grid.rows(), grid.heads().get(i));
        }
        out.append("</tr>\n");
        for (var row : grid.rows()) {
            out.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                cell("td", i, grid.rows(), row.get(i));
            }
            out.append("</tr>\n");
        }
        out.append("</table></div>\n");
    }

    /// Columns of words go to the left.
    private void cell(String tag, int column, List<List<String>> rows, String text) {
        boolean isWord = rows.stream().anyMatch(row -> row.get(column).matches(".*[a-zA-Z].*"));
        out.append('<').append(tag).append(isWord ? " class=\"word\">" : ">");
        out.append(escape(text)).append("</").append(tag).append('>');
    }
}
