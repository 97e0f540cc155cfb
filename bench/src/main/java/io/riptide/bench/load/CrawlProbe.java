package io.riptide.bench.load;

import io.riptide.bench.wire.Target;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Measures how many pages a second crawlers read from a [PageServer], and how soon the first is there.
///
/// `CrawlProbe --site http://host:port [--option value]… name=http://host:port name=command…`: a URL is a
/// Riptide server's, whose query says the `formats` where they are not text and links; anything else the
/// command of a program, its words separated by spaces, which the probe starts and stops.
///
/// | option | default | |
/// |---|---|---|
/// | `site` | | where the pages are |
/// | `pages` | 1000 | that many of them a crawl |
/// | `concurrency` | 64 | fetches at once; programs know theirs |
/// | `rounds`, `warmup` | 3, 8 | crawls that count and, before them, crawls that do not; shown are the medians |
/// | `anew` | | names of programs, with commas, that are started for each crawl and not warmed up |
/// | `pids` | | `name=pid,…` of servers, and of the site as `site` |
/// | `real` | `false` | whether the site has real pages, of which only is known that they are there |
/// | `json` | | a file for the same figures |
public final class CrawlProbe implements AutoCloseable {
    private static final Set<String> OPTIONS =
            Set.of("site", "pages", "concurrency", "rounds", "warmup", "anew", "pids", "real", "json");

    private final ProbeOptions options;
    private final List<Crawler> crawlers;
    private final Failures failures = new Failures();

    private CrawlProbe(String... arguments) {
        List<String> operands = new ArrayList<>();
        this.options = ProbeOptions.parse(OPTIONS, operands::add, arguments);
        if (operands.isEmpty()) {
            throw new IllegalArgumentException("no crawler; wanted name=http://host:port or name=command");
        }
        this.crawlers = operands.stream().map(this::crawler).toList();
    }

    static Report run(String... arguments) {
        try (CrawlProbe probe = new CrawlProbe(arguments)) {
            return probe.measure();
        }
    }

    public static void main(String[] arguments) throws IOException {
        int exitCode;
        try (CrawlProbe probe = new CrawlProbe(arguments)) {
            Report report = probe.measure();
            report.print(System.out);
            report.write(probe.options.path("json"));
            exitCode = report.exitCode();
        }
        System.exit(exitCode);
    }

    private Crawler crawler(String operand) {
        int equals = operand.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("crawler=" + operand + ", wanted name=http://host:port or name=command");
        }
        String name = operand.substring(0, equals);
        if (!operand.startsWith("http://", equals + 1)) {
            List<String> command = List.of(operand.substring(equals + 1).split(" +"));
            return new ProgramCrawler(
                    name, command, options.list("anew", "").toList().contains(name));
        }
        Target target = Target.parse(operand);
        int query = target.pathAndQuery().indexOf("formats=");
        String formats = query < 0 ? "text,links" : target.pathAndQuery().substring(query + "formats=".length());
        return new ServedCrawler(
                target, Arrays.asList(formats.split(",", -1)), options.number("concurrency", 64), options.pid(name));
    }

    private Report measure() {
        int pages = options.number("pages", 1_000);
        int warmup = options.number("warmup", 8);
        int rounds = options.number("rounds", 3);
        Map<String, List<CrawlRound.Outcome>> outcomes = new LinkedHashMap<>();
        for (int i = -warmup; i < rounds; i++) {
            for (Crawler crawler : crawlers) {
                if (i < 0 && crawler.anew()) {
                    continue;
                }
                URI site = URI.create(options.text("site", ""));
                boolean isReal = options.text("real", "false").equals("true");
                CrawlRound.Plan plan = new CrawlRound.Plan(crawler, site, pages, options.pid("site"), isReal);
                Optional<CrawlRound.Outcome> outcome =
                        failures.attempt(crawler.name(), "crawl", () -> new CrawlRound(plan).run());
                if (i >= 0) {
                    outcome.ifPresent(one -> outcomes.computeIfAbsent(crawler.name(), _ -> new ArrayList<>())
                            .add(one));
                }
            }
        }
        Table table = new Table(
                "crawler", "pages/s", "×", "first ms", "×", "all ms", "CPU µs/page", "×", "pages and probe busy");
        List<Map<String, Object>> cells = new ArrayList<>();
        outcomes.forEach((name, measured) -> add(table, cells, name, measured));
        String title = pages + " pages a crawl, " + options.number("concurrency", 64) + " at once, medians of " + rounds
                + " rounds after " + warmup + " that do not count";
        return new Report(title, table, cells, failures);
    }

    private static void add(
            Table table, List<Map<String, Object>> cells, String name, List<CrawlRound.Outcome> rounds) {
        double rate = Percentiles.median(rounds, CrawlRound.Outcome::pagesPerSecond);
        double first = Percentiles.median(rounds, CrawlRound.Outcome::firstMs);
        Optional<Double> cpu = rounds.getFirst().cpuUsPerPage().isPresent()
                ? Optional.of(
                        Percentiles.median(rounds, round -> round.cpuUsPerPage().orElseThrow()))
                : Optional.empty();
        Map<String, Object> held = cells.isEmpty() ? Map.of() : cells.getFirst();
        table.add(
                name,
                Table.decimal("%,.0f", rate),
                Table.ratio(rate, (double) held.getOrDefault("pages_per_second", rate)),
                Table.decimal("%.1f", first),
                Table.ratio(first, (double) held.getOrDefault("first_ms", first)),
                Table.decimal("%,.0f", Percentiles.median(rounds, CrawlRound.Outcome::allMs)),
                cpu.map(us -> Table.decimal("%,.0f", us)).orElse("-"),
                Table.ratio(cpu.orElse(0.0), (double) held.getOrDefault("cpu_us_per_page", cpu.orElse(0.0))),
                Table.decimal("%.0f%%", Percentiles.median(rounds, CrawlRound.Outcome::feederBusy) * 100));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("crawler", name);
        fields.put("pages_per_second", rate);
        fields.put("first_ms", first);
        cpu.ifPresent(us -> fields.put("cpu_us_per_page", us));
        fields.put("rounds", rounds);
        cells.add(fields);
    }

    @Override
    public void close() {
        crawlers.forEach(Crawler::close);
    }
}
