package io.riptide.server.crawl.pdf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the lines at the top and bottom of pages that come again on page after page, numbers aside: what a
/// menu is to a web page.
///
/// - **Bounds:** linear in the lines, but for sorting those of one page.
final class RunningHeads {
    /// Lines looked at from either end of a page.
    private static final int EDGE_LINES = 2;

    /// A page with fewer lines may be nothing but its text.
    private static final int PAGE_LINES_MIN = 5;

    private static final int PAGES_MIN = 3;

    /// Left and right pages have heads of their own, and chapters begin without.
    private static final double PAGE_SHARE_MIN = 0.4;

    private RunningHeads() {}

    /// `lines` without the running heads and feet.
    static List<Line> without(List<Line> lines) {
        Map<Integer, List<Line>> pages = lines.stream().collect(Collectors.groupingBy(Line::page));
        Map<String, Integer> counts = new HashMap<>();
        List<Line> edges = new ArrayList<>();
        for (List<Line> page : pages.values()) {
            Set<String> ofPage = new HashSet<>();
            for (Line line : edges(page)) {
                edges.add(line);
                ofPage.add(key(line));
            }
            ofPage.forEach(key -> counts.merge(key, 1, Integer::sum));
        }
        double pagesMin = Math.max(PAGES_MIN, pages.size() * PAGE_SHARE_MIN);
        Set<Line> heads = edges.stream()
                .filter(line -> counts.getOrDefault(key(line), 0) >= pagesMin)
                .collect(Collectors.toSet());
        return lines.stream().filter(line -> !heads.contains(line)).toList();
    }

    private static List<Line> edges(List<Line> page) {
        if (page.size() < PAGE_LINES_MIN) {
            return List.of();
        }
        List<Line> sorted =
                page.stream().sorted(Comparator.comparingDouble(Line::baseline)).toList();
        List<Line> edges = new ArrayList<>(sorted.subList(0, EDGE_LINES));
        edges.addAll(sorted.subList(sorted.size() - EDGE_LINES, sorted.size()));
        return edges;
    }

    private static String key(Line line) {
        return line.text().strip().replaceAll("[0-9]+", "#");
    }
}
