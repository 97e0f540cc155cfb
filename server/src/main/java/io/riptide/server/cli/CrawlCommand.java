package io.riptide.server.cli;

import io.riptide.server.config.TimeSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `riptide crawl`: fetches pages through a server and prints each as it arrives.
@Command(
        name = "crawl",
        description = "Crawls URLs through a server, printing each page as it arrives.",
        footer = {"", "Without --server it asks http://127.0.0.1:8080 and, if none runs there, starts one for itself."})
final class CrawlCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "URL", arity = "1..*", description = "Pages to fetch.")
    private List<String> urls = new ArrayList<>();

    @Option(names = "--concurrency", paramLabel = "N", description = "Pages fetched at once.")
    private @Nullable Integer concurrency;

    @Option(
            names = "--timeout",
            paramLabel = "SPAN",
            converter = Span.class,
            description = "Time for one page, such as 20s.")
    private @Nullable Duration timeout;

    @Option(
            names = {"--max-depth", "--depth"},
            paramLabel = "N",
            description = "Follows links this far; 0 is only the URLs given.")
    private @Nullable Integer depth;

    @Option(names = "--max-pages", paramLabel = "N", description = "Pages in all when links are followed.")
    private @Nullable Integer pages;

    @Option(names = "--order", paramLabel = "ORDER", description = "Which page comes next: breadth, depth, best.")
    private @Nullable String order;

    @Option(names = "--sitemap", paramLabel = "USE", description = "Reads sitemaps: skip, include, only.")
    private @Nullable String sitemap;

    @Option(names = "--other-hosts", description = "Follows links to other hosts, too.")
    private boolean followsOtherHosts;

    @Option(names = "--include", paramLabel = "GLOB", description = "Follows only links like this; may be repeated.")
    private List<String> include = new ArrayList<>();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "Follows no link or redirect like this; may be repeated.")
    private List<String> exclude = new ArrayList<>();

    @Option(
            names = "--contents",
            paramLabel = "LIST",
            split = ",",
            description = "What to extract: markdown, text, html, links, media, metadata, quality.")
    private List<String> contents = new ArrayList<>();

    @Mixin
    private WorkOptions work = new WorkOptions();

    CrawlCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        return work.run(environment, "/crawl/stream", body());
    }

    private ObjectNode body() {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        urls.forEach(body.putArray("urls")::add);
        ObjectNode given = JsonMapper.shared().createObjectNode();
        if (concurrency != null) {
            given.put("concurrency", concurrency);
        }
        if (timeout != null) {
            given.put("timeout_ms", timeout.toMillis());
        }
        if (depth != null) {
            given.put("max_depth", depth);
        }
        if (pages != null) {
            given.put("max_pages", pages);
        }
        if (order != null) {
            given.put("order", order);
        }
        if (sitemap != null) {
            given.put("sitemap", sitemap);
        }
        if (followsOtherHosts) {
            given.put("same_host", false);
        }
        if (!include.isEmpty()) {
            include.forEach(given.putArray("include")::add);
        }
        if (!exclude.isEmpty()) {
            exclude.forEach(given.putArray("exclude")::add);
        }
        if (!contents.isEmpty()) {
            contents.forEach(given.putArray("formats")::add);
        }
        if (!given.isEmpty()) {
            body.set("options", given);
        }
        return body;
    }

    /// Reads `20s`.
    static final class Span implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return TimeSpan.parse(text)
                    .orElseThrow(() ->
                            new TypeConversionException("'" + text + "' is no duration such as 500ms, 20s or 2m"));
        }
    }
}
