package io.riptide.bench.report;

import io.riptide.bench.run.LoadReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// All there is to tell of one run of a scenario.
///
/// @param command that runs it again
/// @param environment machine, versions and commit, by name
/// @param advice what the reader should know of the figures
public record BenchReport(
        String scenario,
        String meaning,
        String url,
        String command,
        Instant startedAt,
        Map<String, Object> environment,
        List<LoadReport> loads,
        List<String> advice) {
    /// Of every load.
    public long errorCount() {
        return loads.stream().mapToLong(LoadReport::errorCount).sum();
    }

    /// The tables as text.
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(Grid.ofLoads(loads).text());
        for (Grid grid : List.of(Grid.ofTimes(loads), Grid.ofErrors(loads))) {
            if (!grid.rows().isEmpty()) {
                text.append('\n').append(grid.text());
            }
        }
        advice.forEach(line -> text.append("note: ").append(line).append('\n'));
        return text.toString();
    }
}
