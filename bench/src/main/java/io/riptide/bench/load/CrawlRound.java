package io.riptide.bench.load;

import io.riptide.bench.wire.ProbeException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One crawl of the [Pages] by one crawler. Its lines are kept while the clock runs, and read when it has
/// stopped.
///
/// - **Failure:** a page that is missing, comes twice or is not what its site has ends the round with a
///   [ProbeException].
final class CrawlRound {
    /// `base` is where the pages are, `feeder` their server's process; of real pages nobody knows what they
    /// hold.
    record Plan(Crawler crawler, URI base, int pages, OptionalLong feeder, boolean isReal) {}

    /// What a round measured. `feederBusy` is the share of its core that the pages' server and this probe took.
    record Outcome(
            double pagesPerSecond, double firstMs, double allMs, Optional<Double> cpuUsPerPage, double feederBusy) {}

    private static final int OK = 200;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Plan plan;
    private final List<byte[]> lines = new ArrayList<>();
    private final List<Long> arrivalsNs = new ArrayList<>();
    private long beginNs;
    private long crawlerCpuNs;
    private long feederCpuNs;

    CrawlRound(Plan plan) {
        this.plan = plan;
    }

    Outcome run() throws IOException {
        Crawler crawler = plan.crawler();
        crawler.prepare();
        // What the last round left is not to be collected in this one.
        System.gc();
        begin();
        crawler.crawl(Pages.urls(plan.base(), plan.pages()), this::arrived);
        double elapsedNs = System.nanoTime() - beginNs;
        double busy = (feederCpu() - feederCpuNs) / elapsedNs;
        double cpuUs = (crawlerCpu() - crawlerCpuNs) / 1e3 / plan.pages();
        List<Long> pageNs = check();
        double allMs = (pageNs.getLast() - beginNs) / 1e6;
        return new Outcome(
                plan.pages() * 1e3 / allMs,
                (pageNs.getFirst() - beginNs) / 1e6,
                allMs,
                crawler.pid().isPresent() ? Optional.of(cpuUs) : Optional.empty(),
                busy);
    }

    private void begin() {
        beginNs = System.nanoTime();
        crawlerCpuNs = crawlerCpu();
        feederCpuNs = feederCpu();
    }

    private void arrived(byte[] line) {
        if (line.length == 0) {
            begin();
        } else {
            arrivalsNs.add(System.nanoTime());
            lines.add(line);
        }
    }

    private long crawlerCpu() {
        return cpuNs(plan.crawler().pid());
    }

    private long feederCpu() {
        return cpuNs(plan.feeder())
                + cpuNs(OptionalLong.of(ProcessHandle.current().pid()));
    }

    /// 0 for a process that is not known, or has gone, of which the crawl's own end tells.
    private static long cpuNs(OptionalLong pid) {
        try {
            return pid.isPresent() ? Machine.cpuNs(pid.getAsLong()) : 0;
        } catch (IOException _) {
            return 0;
        }
    }

    /// When each page came.
    private List<Long> check() throws ProbeException {
        Map<String, Integer> missing = new HashMap<>();
        for (int page = 0; page < plan.pages(); page++) {
            missing.put(plan.base().resolve(Pages.path(page)).toString(), page);
        }
        List<Long> pageNs = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = parse(lines.get(i));
            if (plan.crawler().isPage(line)) {
                check(plan.crawler().page(line), missing);
                pageNs.add(arrivalsNs.get(i));
            }
        }
        if (!missing.isEmpty()) {
            throw new ProbeException(
                    ProbeException.CONTENT,
                    missing.size() + " of " + plan.pages() + " pages missing, one of them "
                            + missing.keySet().iterator().next());
        }
        return pageNs;
    }

    private static JsonNode parse(byte[] line) throws ProbeException {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw new ProbeException(ProbeException.PROTOCOL, "a line that is no JSON: " + e.getOriginalMessage());
        }
    }

    private void check(Crawler.Page page, Map<String, Integer> missing) throws ProbeException {
        Integer number = missing.remove(page.url());
        if (number == null) {
            throw new ProbeException(ProbeException.CONTENT, "not asked for, or told twice: " + page.url());
        }
        boolean isWhole = page.status() == OK && (plan.isReal() || isMade(page, number));
        if (!isWhole) {
            throw new ProbeException(ProbeException.CONTENT, "not the page of this number: " + page);
        }
    }

    private static boolean isMade(Crawler.Page page, int number) {
        return page.title().strip().equals(Pages.title(number))
                && page.text() >= Pages.TEXT_CHARS_MIN
                && page.links() >= Pages.LINKS_MIN;
    }
}
