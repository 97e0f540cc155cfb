package io.riptide.bench.extract;

import io.riptide.bench.load.Machine;
import io.riptide.bench.load.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;

/// What an [ExtractionRun] found: tables for people, the same as JSON for tools.
final class ExtractionReport {
    private final List<PageFigures> pages;
    private final List<ExtractionRun.Speed> rounds;
    private final int threads;

    ExtractionReport(List<PageFigures> pages, List<ExtractionRun.Speed> rounds, int threads) {
        this.pages = List.copyOf(pages);
        this.rounds = List.copyOf(rounds);
        this.threads = threads;
    }

    /// The pages by kind, each half of the corpus, and all of them last.
    private Map<String, List<PageFigures>> groups() {
        Map<String, List<PageFigures>> groups = new TreeMap<>();
        pages.forEach(page -> groups.computeIfAbsent(page.page().kind(), _ -> new ArrayList<>())
                .add(page));
        Map<String, List<PageFigures>> ordered = new LinkedHashMap<>(groups);
        ordered.put("first half", of(page -> page.page().isInFirstHalf()));
        ordered.put("second half", of(page -> !page.page().isInFirstHalf()));
        ordered.put("all", pages);
        return ordered;
    }

    private List<PageFigures> of(Predicate<PageFigures> which) {
        return pages.stream().filter(which).toList();
    }

    private static WordScore macro(List<PageFigures> group) {
        return WordScore.macro(group.stream().map(PageFigures::score).toList());
    }

    /// How well, by kind.
    String quality() {
        Table table = new Table("pages of kind", "count", "precision", "recall", "word F1", "F1 below .5");
        groups().forEach((kind, group) -> {
            WordScore score = macro(group);
            long poor = group.stream().filter(page -> page.score().f1() < 0.5).count();
            table.add(
                    kind,
                    String.valueOf(group.size()),
                    Table.decimal("%.3f", score.precision()),
                    Table.decimal("%.3f", score.recall()),
                    Table.decimal("%.4f", score.f1()),
                    String.valueOf(poor));
        });
        return table.toString();
    }

    /// How fast: medians of the rounds, and times beyond parsing.
    String speed() {
        if (rounds.isEmpty()) {
            return "";
        }
        Map<String, Object> figures = speedFigures();
        Table table = new Table("speed", "figure");
        figures.forEach((name, value) -> table.add(name.replace('_', ' '), Table.decimal("%.2f", (double) value)));
        return table.toString();
    }

    private Map<String, Object> speedFigures() {
        double[] beyond =
                pages.stream().mapToDouble(PageFigures::beyondMs).sorted().toArray();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("jsoup_pages_per_second", median(ExtractionRun.Speed::jsoup));
        figures.put("parse_pages_per_second", median(ExtractionRun.Speed::parsed));
        figures.put("parse_to_json_pages_per_second", median(ExtractionRun.Speed::read));
        figures.put("beyond_parsing_mean_ms", Arrays.stream(beyond).average().orElse(0));
        figures.put("beyond_parsing_p50_ms", beyond[beyond.length / 2]);
        figures.put("beyond_parsing_p99_ms", beyond[beyond.length * 99 / 100]);
        figures.put("beyond_parsing_max_ms", beyond[beyond.length - 1]);
        figures.put("partial_pages", (double)
                pages.stream().filter(PageFigures::isPartial).count());
        figures.put("left_to_jsoup_pages", (double)
                pages.stream().filter(PageFigures::isLeftToJsoup).count());
        return figures;
    }

    private double median(ToDoubleFunction<ExtractionRun.Speed> column) {
        double[] sorted = rounds.stream().mapToDouble(column).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /// The pages that take longest beyond parsing.
    String slowest(int count) {
        if (rounds.isEmpty() || count == 0) {
            return "";
        }
        Table table = new Table("slowest page", "beyond parsing ms", "parsing ms", "url");
        pages.stream()
                .sorted(Comparator.comparingDouble(PageFigures::beyondMs).reversed())
                .limit(count)
                .forEach(page -> table.add(
                        page.page().name(),
                        Table.decimal("%.1f", page.beyondMs()),
                        Table.decimal("%.1f", page.parseNs() / 1e6),
                        page.page().url()));
        return table.toString();
    }

    /// The pages with the lowest F1.
    String worst(int count) {
        if (count == 0) {
            return "";
        }
        Table table = new Table("worst page", "kind", "precision", "recall", "word F1", "words", "url");
        pages.stream()
                .sorted(Comparator.comparingDouble(page -> page.score().f1()))
                .limit(count)
                .forEach(page -> table.add(
                        page.page().name(),
                        page.page().kind(),
                        Table.decimal("%.2f", page.score().precision()),
                        Table.decimal("%.2f", page.score().recall()),
                        Table.decimal("%.3f", page.score().f1()),
                        String.valueOf(page.words()),
                        page.page().url()));
        return table.toString();
    }

    String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", Machine.describe());
        document.put("threads", threads);
        if (!rounds.isEmpty()) {
            document.put("speed", speedFigures());
        }
        Map<String, Object> quality = new LinkedHashMap<>();
        groups().forEach((kind, group) -> quality.put(kind, macro(group)));
        document.put("quality", quality);
        document.put("pages", pages.stream().map(this::row).toList());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private Map<String, Object> row(PageFigures page) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", page.page().name());
        row.put("kind", page.page().kind());
        row.put("score", page.score());
        if (!rounds.isEmpty()) {
            row.put("beyond_parsing_ms", page.beyondMs());
        }
        return row;
    }
}
