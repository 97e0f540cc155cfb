package io.riptide.server.crawl.extract;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/// Whether a table holds rows and columns of short content, as a Markdown table can, or lays out a page. One that
/// has a caption or heading cells is meant as a table, whatever its cells hold beside other tables.
///
/// - **Bounds:** looks no further than the first thing that settles it, a nested table among them, so that all
///   tables of a page together cost one pass however deeply they are nested.
///
/// @param isGrid whether it can be written as a table
/// @param columns its widest row, at most [#COLUMNS_MAX]
record TableShape(boolean isGrid, int columns) {
    /// More columns than this are cut: their padding alone could outgrow the page.
    static final int COLUMNS_MAX = 200;

    static TableShape of(Element table) {
        if (table.attr("role").equalsIgnoreCase("presentation")) {
            return new TableShape(false, 0);
        }
        Look look = new Look();
        NodeTraversor.filter(look, table);
        int columns = Math.min(look.widest, COLUMNS_MAX);
        return new TableShape(!look.isLayout && columns > 1, columns);
    }

    /// The value of `colspan` or `rowspan`: at least 1, at most [#COLUMNS_MAX].
    static int span(Element cell, String name) {
        String value = cell.attr(name).strip();
        if (value.isEmpty() || value.length() > 4 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 1;
        }
        return Math.clamp(Integer.parseInt(value), 1, COLUMNS_MAX);
    }

    private static final class Look implements NodeFilter {
        private int widest;
        private int width;
        private boolean isMeant;
        private boolean isLayout;

        @Override
        public FilterResult head(Node node, int depth) {
            if (!(node instanceof Element element) || depth == 0) {
                return FilterResult.CONTINUE;
            }
            String tag = element.normalName();
            switch (tag) {
                case "table", "article", "section", "form" -> isLayout = true;
                case "pre", "blockquote" -> isLayout = !isMeant;
                case "caption", "thead" -> isMeant = true;
                case "tr" -> width = 0;
                case "td", "th" -> {
                    isMeant |= tag.equals("th");
                    width += span(element, "colspan");
                    widest = Math.max(widest, width);
                }
                default -> isLayout = !isMeant && Tags.headingLevel(tag) > 0;
            }
            return isLayout ? FilterResult.STOP : FilterResult.CONTINUE;
        }
    }
}
