package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.Target;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Measures how soon the hits of a search are there, in pages that the server has crawled itself.
///
/// `SearchProbe --site http://host:port [--option value]… name=http://host:port`: lets a Riptide server crawl a
/// [PageServer], waits until its index has all pages, then asks in a closed loop, one query at a time.
///
/// | option | default | |
/// |---|---|---|
/// | `site` | | where the pages are |
/// | `pages` | 10000 | that many of them |
/// | `rounds` | 3 | shown are their medians |
/// | `requests`, `warmup` | 2000, 2000 | queries of each kind in each round, and before the first |
/// | `limit` | 10 | hits asked for |
/// | `patience` | 60 | seconds that the index may take behind the crawl |
/// | `json` | | a file for the same figures |
///
/// The clock runs from before the request to the line of the `search` event. Each answer must have hits and end
/// with a `summary`.
public final class SearchProbe {
    private static final Set<String> OPTIONS =
            Set.of("site", "pages", "rounds", "requests", "warmup", "limit", "patience", "json");
    private static final int CRAWL_PAGES = 1_000;
    private static final int CONCURRENCY = 64;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ProbeOptions options;
    private final Failures failures = new Failures();
    private final SplittableRandom random = new SplittableRandom(42);
    private final int pages;

    /// What people search for. Every page has nearly every word, so that all of them have to be ranked.
    private enum Kind {
        WORD,
        WORDS,
        PAGE,
        PHRASE
    }

    private SearchProbe(ProbeOptions options) {
        this.options = options;
        this.pages = options.number("pages", 10_000);
    }

    static Report run(String... arguments) {
        return new SearchProbe(ProbeOptions.parse(OPTIONS, arguments)).measure();
    }

    public static void main(String[] arguments) throws IOException {
        ProbeOptions options = ProbeOptions.parse(OPTIONS, arguments);
        Report report = new SearchProbe(options).measure();
        report.print(System.out);
        report.write(options.path("json"));
        System.exit(report.exitCode());
    }

    private Report measure() {
        Table table = new Table("first hits, ms", "query", "p50", "p99", "p99.9", "max");
        List<Map<String, Object>> cells = new ArrayList<>();
        for (Target target : options.targets()) {
            failures.attempt(target, "search", () -> measure(target))
                    .ifPresent(rounds -> rounds.forEach((kind, row) -> add(table, cells, target, kind, row)));
        }
        String title = pages + " pages, medians of " + options.number("rounds", 3) + " rounds of "
                + options.number("requests", 2_000) + " queries of each kind, one at a time";
        return new Report(title, table, cells, failures);
    }

    private static void add(
            Table table, List<Map<String, Object>> cells, Target target, Kind kind, List<Percentiles> rounds) {
        Percentiles row = Percentiles.medians(rounds);
        String query = switch (kind) {
            case WORD -> "a word";
            case WORDS -> "three words";
            case PAGE -> "a title";
            case PHRASE -> "a phrase";
        };
        table.add(
                target.name(),
                query,
                millis(row.p50Us()),
                millis(row.p99Us()),
                millis(row.p999Us()),
                millis(row.maxUs()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("target", target.name());
        fields.put("query", query);
        fields.put("median", row);
        fields.put("rounds", rounds);
        cells.add(fields);
    }

    private static String millis(double us) {
        return Table.decimal("%.2f", us / 1e3);
    }

    private Map<Kind, List<Percentiles>> measure(Target target) throws IOException {
        crawl(target);
        awaitIndex(target);
        Map<Kind, List<Percentiles>> rounds = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            ask(target, kind, options.number("warmup", 2_000));
        }
        for (int i = 0; i < options.number("rounds", 3); i++) {
            for (Kind kind : Kind.values()) {
                Percentiles round = Percentiles.of(ask(target, kind, options.number("requests", 2_000)));
                rounds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(round);
            }
        }
        return rounds;
    }

    private void crawl(Target target) throws IOException {
        List<URI> urls = Pages.urls(URI.create(options.text("site", "")), pages);
        for (int from = 0; from < pages; from += CRAWL_PAGES) {
            List<URI> some = urls.subList(from, Math.min(pages, from + CRAWL_PAGES));
            try (var crawler = new ServedCrawler(target, List.of("text"), CONCURRENCY, OptionalLong.empty())) {
                AtomicInteger results = new AtomicInteger();
                crawler.crawl(some, line -> {
                    if (crawler.isPage(JSON.readTree(line))) {
                        results.incrementAndGet();
                    }
                });
                if (results.get() != some.size()) {
                    throw new ProbeException(ProbeException.CONTENT, results + " results of " + some.size() + " pages");
                }
            }
        }
    }

    private void awaitIndex(Target target) throws IOException {
        URI stats = URI.create("http://" + target.host() + ':' + target.port() + "/stats");
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.number("patience", 60));
        while (true) {
            JsonNode index;
            try (var in = stats.toURL().openStream()) {
                index = JSON.readTree(in.readAllBytes()).path("search_index");
            }
            if (index.path("pages").asInt() == pages) {
                return;
            }
            if (System.nanoTime() - endNs > 0) {
                throw new ProbeException(ProbeException.CONTENT, "not all pages are in the index: " + index);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private Histogram ask(Target target, Kind kind, int requests) throws IOException {
        Histogram firstNs = Percentiles.histogram();
        try (PostedStream stream = PostedStream.connect(target)) {
            for (int i = 0; i < requests; i++) {
                byte[] body = body(query(kind));
                List<byte[]> lines = new ArrayList<>();
                List<Long> arrivalsNs = new ArrayList<>();
                long beginNs = System.nanoTime();
                stream.post("/deepsearch/stream", body, line -> {
                    arrivalsNs.add(System.nanoTime());
                    lines.add(line);
                });
                firstNs.recordValue(arrivalsNs.get(firstHits(lines)) - beginNs);
            }
        }
        return firstNs;
    }

    private static int firstHits(List<byte[]> lines) throws ProbeException {
        int found = -1;
        JsonNode last = JSON.createObjectNode();
        for (int i = 0; i < lines.size(); i++) {
            last = JSON.readTree(lines.get(i));
            if (found < 0
                    && last.path("type").asString("").equals("search")
                    && !last.path("hits").isEmpty()) {
                found = i;
            }
        }
        if (found < 0 || !last.path("type").asString("").equals("summary")) {
            throw new ProbeException(ProbeException.CONTENT, "no hits, or no summary: " + last);
        }
        return found;
    }

    private byte[] body(String query) {
        return JSON.createObjectNode()
                .put("query", query)
                .put("limit", options.number("limit", 10))
                .put("include_content", false)
                .toString()
                .getBytes(UTF_8);
    }

    private String query(Kind kind) {
        return switch (kind) {
            case WORD -> Pages.word(random);
            case WORDS -> Pages.word(random) + ' ' + Pages.word(random) + ' ' + Pages.word(random);
            case PAGE -> Pages.title(random.nextInt(pages));
            case PHRASE -> '"' + Pages.word(random) + ' ' + Pages.word(random) + '"';
        };
    }
}
