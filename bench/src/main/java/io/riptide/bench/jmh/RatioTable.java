package io.riptide.bench.jmh;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/// What was rejected in multiples of what was [Chosen], from the results of one run.
///
/// Times are medians of the iterations, for on a machine that others use too the mean is theirs.
final class RatioTable {
    private static final String BYTES = "gc.alloc.rate.norm";

    private final List<Row> rows;

    /// One benchmark with one set of parameters; `ratio` is 1 for the one that was chosen.
    ///
    /// @param time the median
    record Row(
            String question,
            String parameters,
            String answer,
            double time,
            double fastest,
            double slowest,
            String unit,
            double bytes,
            double ratio) {}

    private RatioTable(List<Row> rows) {
        this.rows = rows;
    }

    /// Of those results whose class has a chosen one that was run with the same parameters.
    static RatioTable of(Collection<RunResult> results) {
        Map<String, Double> chosen = new LinkedHashMap<>();
        for (RunResult result : results) {
            if (isChosen(result)) {
                chosen.put(group(result), median(result));
            }
        }
        return new RatioTable(results.stream()
                .filter(result -> chosen.containsKey(group(result)))
                .sorted((a, b) -> Boolean.compare(isChosen(b), isChosen(a)))
                .collect(Collectors.groupingBy(RatioTable::group, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(List::stream)
                .map(result -> row(result, chosen.getOrDefault(group(result), Double.NaN)))
                .toList());
    }

    List<Row> rows() {
        return rows;
    }

    /// With a row for each benchmark, the chosen one of each question first.
    String markdown() {
        StringBuilder text =
                new StringBuilder("| question | with | answer | time | fastest–slowest | B/op | ratio |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.1f %s | %.1f–%.1f | %.0f | %.2f |\n",
                    row.question,
                    row.parameters,
                    row.answer,
                    row.time,
                    row.unit,
                    row.fastest,
                    row.slowest,
                    row.bytes,
                    row.ratio));
        }
        return text.toString();
    }

    private static Row row(RunResult result, double ofChosen) {
        String benchmark = result.getParams().getBenchmark();
        Result<?> score = result.getPrimaryResult();
        Result<?> bytes = result.getSecondaryResults().get(BYTES);
        return new Row(
                simpleName(className(benchmark)),
                parameters(result.getParams()),
                simpleName(benchmark),
                median(result),
                score.getStatistics().getMin(),
                score.getStatistics().getMax(),
                score.getScoreUnit(),
                bytes == null ? Double.NaN : bytes.getScore(),
                median(result) / ofChosen);
    }

    private static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    /// Its name and parameters without the method.
    private static String group(RunResult result) {
        return className(result.getParams().getBenchmark()) + ' ' + parameters(result.getParams());
    }

    private static String parameters(BenchmarkParams params) {
        return params.getParamsKeys().stream()
                .map(key -> key + '=' + params.getParam(key))
                .collect(Collectors.joining(" "));
    }

    private static boolean isChosen(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        try {
            Method[] methods = Class.forName(className(benchmark)).getMethods();
            return Arrays.stream(methods)
                    .anyMatch(method ->
                            method.getName().equals(simpleName(benchmark)) && method.isAnnotationPresent(Chosen.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String className(String benchmark) {
        return benchmark.substring(0, benchmark.lastIndexOf('.'));
    }

    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
